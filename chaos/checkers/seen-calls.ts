import type { CallerOutcome } from '../../population/callers/caller-report.ts';

/** One call as its caller saw it; times on the run's clock, ms. */
export interface OfferedCall {
  readonly call: number;
  readonly sipCallId: string;
  readonly offeredMono: number;
  readonly endedMono: number;
  readonly outcome: CallerOutcome;
  readonly reason: string;
}

/** A loss that excuses calls which were there when it happened, or came within its grace. */
export interface Excuse {
  readonly what: string;
  readonly atMono: number;
  readonly graceMs: number;
}

/**
 * No call offered later than the grace after a loss may fail, be cut or stay without audio, however long
 * the loss lasts; giving up by impatience is the caller's own. Returns a sentence for each that did.
 */
export function judgeSeenCalls(calls: readonly OfferedCall[], excuses: readonly Excuse[]): string[] {
  return calls
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'cut' || outcome === 'no-audio')
    .filter(({ offeredMono, endedMono }) =>
      excuses.every(({ atMono, graceMs }) => offeredMono > atMono + graceMs || endedMono < atMono),
    )
    .map(
      ({ call, sipCallId, offeredMono, endedMono, outcome, reason }) =>
        `call ${call} (${sipCallId}), offered at ${Math.round(offeredMono)}: ${outcome} at ${Math.round(endedMono)}, ${reason}`,
    );
}
