import { type Promised, type Verdict, verdictOf } from '../verdict.ts';

/** One call as its caller saw it; times are ms from the start of the scenario. */
export interface SeenCall {
  readonly sipCallId: string;
  readonly offeredAtMs: number;
  readonly outcome: 'answered' | 'abandoned' | 'no-audio' | 'cut' | 'failed';
  readonly reason: string;
  readonly setupMs: number | undefined;
}

/** What the records say of it. */
export interface RecordedCall {
  readonly sipCallId: string;
  readonly ended: boolean;
  readonly reason: string;
  readonly cut: boolean;
}

export interface SiteLoss {
  readonly how: 'kill' | 'stop' | 'drop';
  readonly lostAtMs: number;
  readonly calls: readonly SeenCall[];
  readonly records: readonly RecordedCall[];
  readonly recordsInOrder: boolean;
}

/** How long after the loss a call may still fail: 1 s after a crash, 1.5 s after a freeze or silence (H2). */
export const graceMs = { kill: 1000, stop: 1500, drop: 1500 } as const;

/** Judges the loss of a site by what callers saw and what the records say; knows nothing of how it was done. */
export function judgeSiteLoss({ how, lostAtMs, calls, records, recordsInOrder }: SiteLoss): Verdict {
  const byCallId = new Map<string, RecordedCall[]>();
  for (const record of records) {
    byCallId.set(record.sipCallId, [...(byCallId.get(record.sipCallId) ?? []), record]);
  }
  const later = calls.filter((call) => call.offeredAtMs > lostAtMs + graceMs[how]);
  const earlier = calls.filter((call) => call.offeredAtMs <= lostAtMs + graceMs[how]);
  const failedLater = later.filter((call) => call.outcome !== 'answered');
  const unaccounted = calls.filter((call) => {
    const found = byCallId.get(call.sipCallId) ?? [];
    return found.length !== 1 || !found[0]!.ended;
  });
  const cutWithoutReason = earlier.filter((call) => {
    if (call.outcome !== 'cut') return false;
    const [record] = byCallId.get(call.sipCallId) ?? [];
    return !record || record.reason === '' || record.reason === 'normal';
  });
  const setups = later.map((call) => call.setupMs ?? Number.POSITIVE_INFINITY);
  const promises: Promised[] = [
    { holds: later.length > 0, otherwise: 'no call was offered after the grace: nothing was proven' },
    {
      holds: failedLater.length === 0,
      otherwise: `${failedLater.length} calls offered more than ${graceMs[how]} ms after the loss failed: ${reasonsOf(failedLater)}`,
    },
    {
      holds: unaccounted.length === 0,
      otherwise: `${unaccounted.length} calls have not exactly one ended record: ${reasonsOf(unaccounted)}`,
    },
    {
      holds: cutWithoutReason.length === 0,
      otherwise: `${cutWithoutReason.length} calls were cut and their record gives no reason for it`,
    },
    { holds: recordsInOrder, otherwise: 'records check found a fault' },
  ];
  const count = (among: readonly SeenCall[], outcome: SeenCall['outcome']) =>
    among.filter((call) => call.outcome === outcome).length;
  const figures = {
    how,
    offered: calls.length,
    offeredAfterGrace: later.length,
    failedAfterGrace: failedLater.length,
    answered: count(calls, 'answered'),
    cut: count(calls, 'cut'),
    failedBefore: earlier.filter((call) => call.outcome === 'failed' || call.outcome === 'no-audio').length,
    unaccounted: unaccounted.length,
    slowestSetupAfterGraceMs: Math.round(Math.max(0, ...setups)),
  };
  return verdictOf('site-loss', figures, promises);
}

function reasonsOf(calls: readonly SeenCall[]): string {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const text = `${call.outcome} (${call.reason})`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} × ${text}`).join(', ');
}
