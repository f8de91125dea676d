import { describe, expect, it } from 'vitest';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { kernelRules, plantedFaults, type Rules } from './rules.ts';
import { GatewayWorld, type WorldReport } from './world.ts';

const seeds = 30;

function runWorld(seed: number, rules: Rules): Promise<WorldReport> {
  return new GatewayWorld({ seed, rules, troubleMs: 20_000, hash: systemHash }).run();
}

describe('gateways and twin back-ends under trouble', () => {
  it(`never lose, double or contradict a write, over ${seeds} seeds`, async () => {
    let told = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await runWorld(seed, kernelRules);
      expect(report, `seed ${seed}`).toMatchObject({ holds: true });
      expect(report.faults).toBeGreaterThan(5);
      told += report.findings.told;
    }
    expect(told).toBeGreaterThan(seeds * 500);
  }, 120_000);

  it('run the same twice from the same seed', async () => {
    expect(await runWorld(7, kernelRules)).toEqual(await runWorld(7, kernelRules));
  });

  for (const [name, rules] of Object.entries(plantedFaults)) {
    it(`are caught when they ${name}`, async () => {
      for (let seed = 1; seed <= 40; seed++) {
        if (!(await runWorld(seed, rules)).holds) return;
      }
      expect.fail('no seed found it');
    }, 60_000);
  }
});
