import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../kernel/ports/datagram.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import type { CallerOutcome, CallerReport } from '../callers/caller-report.ts';
import type { AnswerMode } from '../phones/phone.ts';
import { PhoneBank } from '../phones/phone-bank.ts';
import { Voices } from '../voice/voices.ts';
import { LoadTally, percentile } from './load-tally.ts';
import { type LoadOutcome, type LoadProgress, runLoad } from './run-load.ts';

const nowhere = { host: '10.9.9.9', port: 5060 };

async function loadOn(modes: readonly AnswerMode[], calls: number, seed = 1) {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(seed);
  const network = new SimulatedNetwork(time, random);
  const ports = { datagrams: network.datagrams, clock: time, timers: time, random, hash: systemHash };
  const voices = new Voices(ports, { host: '10.2.0.1', portMin: 20_000, portMax: 20_999 });
  const bank = new PhoneBank(ports, voices, '10.2.0.1');
  const to = [];
  for (const [i, answer] of modes.entries()) {
    const phone = await bank.add({ user: `a${i}`, password: 'x', registrar: nowhere, answer });
    to.push(parseAddress(phone.contactUri.split('@')[1]!)!);
  }
  const seen: LoadProgress[] = [];
  let outcome: LoadOutcome | undefined;
  const options = { rate: 5, calls, talkMs: 500, to, host: '10.0.0.1', patienceMs: 3000 };
  void runLoad(ports, options, (progress) => seen.push(progress)).then((done) => {
    outcome = done;
  });
  await time.runAsync(30_000);
  return { outcome: outcome!, seen, network };
}

describe('a load', () => {
  it('offers at a steady rate and counts every call once', async () => {
    const phones = Array.from({ length: 8 }, () => ({ kind: 'auto', afterMs: 0 }) as const);
    const { outcome, seen } = await loadOn(phones, 20);
    expect(outcome.result).toMatchObject({ offered: 20, answered: 20, failed: 0, abandoned: 0, noAudio: 0 });
    expect(outcome.result.agentP99Ms).toBeLessThan(10);
    expect(outcome.result.setupP50Ms).toBeLessThanOrEqual(outcome.result.agentP50Ms);
    expect(seen.map((p) => p.offered).slice(0, 3)).toEqual([5, 10, 15]);
    expect(seen.every((p) => p.answered + p.failed + p.abandoned + p.noAudio + p.open === p.offered)).toBe(
      true,
    );
  });

  it('tells the abandoned from the answered, and why', async () => {
    const { outcome } = await loadOn([{ kind: 'auto', afterMs: 100 }, { kind: 'never' }], 6);
    const { offered, answered, failed, abandoned, noAudio } = outcome.result;
    expect(answered + failed + abandoned + noAudio).toBe(offered);
    expect(answered).toBeGreaterThan(0);
    expect(abandoned).toBeGreaterThan(0);
    expect([...outcome.faults.keys()]).toContain('abandoned: patience ran out');
  });

  it('is the same to the byte when it is run again from the same seed', async () => {
    const phones = [{ kind: 'auto', afterMs: 50 } as const];
    const first = await loadOn(phones, 5, 7);
    const second = await loadOn(phones, 5, 7);
    const bytes = ({ network }: typeof first) => Buffer.concat(network.sent.map(({ payload }) => payload));
    expect(bytes(second).equals(bytes(first))).toBe(true);
    expect(second.outcome.result).toEqual(first.outcome.result);
  });

  it('fails what nobody answers', async () => {
    const { outcome } = await loadOn([], 0);
    expect(outcome.result).toMatchObject({ offered: 0, answered: 0, setupP50Ms: 0, agentP99Ms: 0 });
  });
});

describe('the tally', () => {
  it('puts each outcome into one term', () => {
    const tally = new LoadTally();
    const outcomes: readonly CallerOutcome[] = ['answered', 'abandoned', 'no-audio', 'cut', 'failed'];
    for (const outcome of outcomes) {
      tally.offer();
      tally.note({ outcome, reason: 'x', setupMs: 3, agentMs: undefined } as CallerReport);
    }
    expect(tally.result()).toMatchObject({ offered: 5, answered: 1, abandoned: 1, noAudio: 1, failed: 2 });
    expect(tally.open).toBe(0);
  });

  it('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
    expect(percentile([], 0.5)).toBe(0);
  });
});
