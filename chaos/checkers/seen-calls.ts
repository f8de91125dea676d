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

/** What excuses calls that came to harm: those offered up to its end that were still there when it began. */
export interface Excuse {
  readonly what: string;
  readonly fromMono: number;
  /** A loss excuses calls that are offered within its grace, however long it lasts. */
  readonly offeredUntilMono: number;
  readonly outcomes: readonly CallerOutcome[];
}

const harmed: readonly CallerOutcome[] = ['failed', 'cut', 'no-audio'];

/**
 * Holds what callers saw against what was promised: no call fails, is cut or stays without audio but for an
 * excuse. Giving up by impatience is the caller's own. Returns a sentence for each call that did.
 */
export function judgeSeenCalls(calls: readonly OfferedCall[], excuses: readonly Excuse[]): string[] {
  return calls
    .filter(({ outcome }) => harmed.includes(outcome))
    .filter((call) => !excuses.some((excuse) => excusesIt(excuse, call)))
    .map(
      ({ call, sipCallId, offeredMono, endedMono, outcome, reason }) =>
        `call ${call} (${sipCallId}), offered at ${Math.round(offeredMono)}: ${outcome} at ${Math.round(endedMono)}, ${reason}`,
    );
}

function excusesIt({ fromMono, offeredUntilMono, outcomes }: Excuse, call: OfferedCall): boolean {
  return (
    outcomes.includes(call.outcome) && call.offeredMono <= offeredUntilMono && call.endedMono >= fromMono
  );
}
