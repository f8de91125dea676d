/**
 * The breaker before one back-end: opens on failures and on slowness, lets one request through after a
 * pause, and closes when enough of those came back well. Pure; it runs on whatever monotonic clock it
 * is given.
 *
 * | state | outcome | next |
 * |---|---|---|
 * | closed | `consecutiveFailuresMax` in a row, or a failing share above `failingShareMax` | open |
 * | open | its pause is over | half-open |
 * | half-open | `successesToClose` good ones, one at a time | closed |
 * | half-open | a bad one | open, pause doubled up to `openMsMax` |
 */
export type Breaker =
  | { readonly state: 'closed'; readonly sinceMono: number; readonly inRow: number; readonly failing: number }
  | { readonly state: 'open'; readonly untilMono: number; readonly pauseMs: number }
  | {
      readonly state: 'half-open';
      readonly pauseMs: number;
      readonly successes: number;
      /** When the one request that is out was let through; `undefined` when none is. */
      readonly trialMono: number | undefined;
    };

export interface BreakerLimits {
  readonly consecutiveFailuresMax: number;
  /** Of an exponentially weighted mean over outcomes, 0 to 1. */
  readonly failingShareMax: number;
  /** An answer later than this counts as a failure. */
  readonly slowMs: number;
  readonly openMs: number;
  readonly openMsMax: number;
  readonly successesToClose: number;
}

export const usualLimits: BreakerLimits = {
  consecutiveFailuresMax: 3,
  failingShareMax: 0.5,
  slowMs: 1000,
  openMs: 200,
  openMsMax: 2000,
  successesToClose: 2,
};

/** Weight of the newest outcome in the mean. */
const newest = 0.1;

export function closedBreaker(nowMono: number): Breaker {
  return { state: 'closed', sinceMono: nowMono, inRow: 0, failing: 0 };
}

/** Whether a request may go through now, and the breaker after it has. */
export function admit(
  breaker: Breaker,
  nowMono: number,
  limits: BreakerLimits,
): { readonly admitted: boolean; readonly breaker: Breaker } {
  if (breaker.state === 'closed') return { admitted: true, breaker };
  if (breaker.state === 'open') {
    if (nowMono < breaker.untilMono) return { admitted: false, breaker };
    const trial: Breaker = {
      state: 'half-open',
      pauseMs: breaker.pauseMs,
      successes: 0,
      trialMono: nowMono,
    };
    return { admitted: true, breaker: trial };
  }
  const trialLost = breaker.trialMono !== undefined && nowMono - breaker.trialMono > 2 * limits.slowMs;
  if (breaker.trialMono !== undefined && !trialLost) return { admitted: false, breaker };
  return { admitted: true, breaker: { ...breaker, trialMono: nowMono } };
}

/** Would `admit` let a request through? Changes nothing. */
export function admits(breaker: Breaker, nowMono: number, limits: BreakerLimits): boolean {
  return admit(breaker, nowMono, limits).admitted;
}

/** The breaker after a request came back. What was sent before it opened changes nothing any more. */
export function recordOutcome(
  breaker: Breaker,
  outcome: { readonly ok: boolean; readonly tookMs: number; readonly sentMono: number },
  nowMono: number,
  limits: BreakerLimits,
): Breaker {
  const good = outcome.ok && outcome.tookMs <= limits.slowMs;
  if (breaker.state === 'open') return breaker;
  if (breaker.state === 'half-open') {
    if (breaker.trialMono === undefined || outcome.sentMono < breaker.trialMono) return breaker;
    if (!good) return open(nowMono, Math.min(limits.openMsMax, breaker.pauseMs * 2));
    const successes = breaker.successes + 1;
    if (successes >= limits.successesToClose) return closedBreaker(nowMono);
    return { ...breaker, successes, trialMono: undefined };
  }
  if (outcome.sentMono < breaker.sinceMono) return breaker;
  const inRow = good ? 0 : breaker.inRow + 1;
  const failing = breaker.failing * (1 - newest) + (good ? 0 : newest);
  if (inRow >= limits.consecutiveFailuresMax || failing > limits.failingShareMax) {
    return open(nowMono, limits.openMs);
  }
  return { ...breaker, inRow, failing };
}

function open(nowMono: number, pauseMs: number): Breaker {
  return { state: 'open', untilMono: nowMono + pauseMs, pauseMs };
}
