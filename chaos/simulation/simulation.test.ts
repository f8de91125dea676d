import { describe, expect, it } from 'vitest';
import { standardSettings } from './cluster-settings.ts';
import { faultKinds } from './faults.ts';
import { type RunReport, runCluster } from './run.ts';

const runMs = 120_000;
const seeds = Array.from({ length: 20 }, (_, place) => place + 1);

describe('three sites, two minutes, whatever goes wrong', () => {
  const seen = new Map<number, RunReport>();

  it.each(seeds)('seed %i breaks no rule', async (seed) => {
    const report = await runCluster({ seed, runMs });
    seen.set(seed, report);
    expect(report.broken, `replay: ${report.replay}`).toEqual([]);
    expect(report.figures.answered, `replay: ${report.replay}`).toBeGreaterThan(20);
  });

  it('was tried with every kind of fault, with calls that waited in vain and calls that were cut', () => {
    const reports = [...seen.values()];
    expect(new Set(reports.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(
      new Set(faultKinds),
    );
    const sum = (figure: 'abandoned' | 'cut') =>
      reports.reduce((total, { figures }) => total + figures[figure], 0);
    expect([sum('abandoned') > 0, sum('cut') > 0]).toEqual([true, true]);
  });
});

describe('a simulated run', () => {
  it('is the same to the byte for the same seed, and another for another', async () => {
    const [first, second, other] = [
      await runCluster({ seed: 7, runMs: 40_000 }),
      await runCluster({ seed: 7, runMs: 40_000 }),
      await runCluster({ seed: 8, runMs: 40_000 }),
    ];
    expect(first.trace.length).toBeGreaterThan(10_000);
    expect(second.trace === first.trace).toBe(true);
    expect(other.trace === first.trace).toBe(false);
  });

  it('says so when routers go on believing in a site that is gone', async () => {
    const report = await runCluster({
      seed: 3,
      runMs: 30_000,
      settings: { ...standardSettings, routerLimits: { echoAgeMaxMs: 60_000, silenceMs: 60_000 } },
      faults: [{ kind: 'power-off', site: 'shanghai', atMono: 8000, untilMono: 25_000 }],
    });
    expect(report.broken.filter((sentence) => sentence.includes('failed')).length).toBeGreaterThan(0);
  });
});
