import { describe, expect, it } from 'vitest';
import { judgeSiteLoss, type RecordedCall, type SeenCall, type SiteLoss } from './site-loss.ts';

function seen(sipCallId: string, offeredAtMs: number, outcome: SeenCall['outcome'] = 'answered'): SeenCall {
  return { sipCallId, offeredAtMs, outcome, reason: outcome, setupMs: 10 };
}

function recorded(sipCallId: string, more: Partial<RecordedCall> = {}): RecordedCall {
  return { sipCallId, ended: true, reason: 'normal', cut: false, ...more };
}

const sound: SiteLoss = {
  how: 'kill',
  lostAtMs: 1000,
  calls: [seen('a', 0), seen('b', 500, 'cut'), seen('c', 1500, 'failed'), seen('d', 2500)],
  records: [
    recorded('a'),
    recorded('b', { reason: 'site-lost', cut: true }),
    recorded('c', { reason: 'failed' }),
    recorded('d'),
  ],
  recordsInOrder: true,
};

describe('the judge of a lost site', () => {
  it('is content when later calls are answered and all others are accounted for', () => {
    expect(judgeSiteLoss(sound)).toMatchObject({
      holds: true,
      broken: [],
      figures: { offered: 4, cut: 1, failedBefore: 1 },
    });
  });

  it.each([
    [
      'a call failed after the grace',
      { calls: [...sound.calls, seen('e', 2001, 'failed')], records: [...sound.records, recorded('e')] },
    ],
    [
      'a call had no audio after the grace',
      { calls: [...sound.calls, seen('e', 9000, 'no-audio')], records: [...sound.records, recorded('e')] },
    ],
    ['a call has no record', { records: sound.records.slice(1) }],
    ['a call has two records', { records: [...sound.records, recorded('a')] }],
    ['a record never ended', { records: [recorded('a', { ended: false }), ...sound.records.slice(1)] }],
    [
      'a cut call is written down as normal',
      { records: [recorded('a'), recorded('b'), ...sound.records.slice(2)] },
    ],
    ['the records are not in order', { recordsInOrder: false }],
    ['nothing was offered after the grace', { calls: sound.calls.slice(0, 3) }],
  ])('sees that %s', (_, fault) => {
    expect(judgeSiteLoss({ ...sound, ...fault }).holds).toBe(false);
  });

  it('grants a frozen site half a second more than a killed one', () => {
    const calls = [seen('a', 0), seen('b', 2400, 'failed'), seen('d', 2600)];
    const records = calls.map(({ sipCallId }) => recorded(sipCallId, { reason: 'failed' }));
    expect(judgeSiteLoss({ ...sound, how: 'stop', calls, records }).holds).toBe(true);
    expect(judgeSiteLoss({ ...sound, how: 'kill', calls, records }).holds).toBe(false);
  });
});
