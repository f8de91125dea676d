import type { CallOutcome } from '../event/fact.ts';

/**
 * The identity that every interval must satisfy: carried in + offered = answered + abandoned (short
 * ones apart) + self-served + busied + redirected + overflowed + to callback + failed + carried out.
 */
export interface Identity {
  readonly carriedIn: number;
  readonly offered: number;
  readonly ended: Readonly<Record<CallOutcome, number>>;
  readonly carriedOut: number;
}

export const outcomes: readonly CallOutcome[] = [
  'answered',
  'abandoned',
  'short-abandoned',
  'self-served',
  'busied',
  'redirected',
  'overflowed',
  'to-callback',
  'failed',
];

export function noneEnded(): Record<CallOutcome, number> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<CallOutcome, number>;
}

export function identityHolds(identity: Identity): boolean {
  const { carriedIn, offered, ended, carriedOut } = identity;
  const over = outcomes.reduce((total, outcome) => total + ended[outcome], 0);
  return carriedIn + offered === over + carriedOut;
}

/** One call as the identity sees it. */
export interface CountedCall {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: CallOutcome | null;
}

/**
 * Counts one interval [fromMs, toMs). What is carried in and out is counted by itself, from the
 * calls open at the edges, not as the rest of a subtraction.
 */
export function identityOf(calls: Iterable<CountedCall>, fromMs: number, toMs: number): Identity {
  const ended = noneEnded();
  let carriedIn = 0;
  let offered = 0;
  let carriedOut = 0;
  for (const call of calls) {
    if (call.startedAt >= toMs) continue;
    const openAt = (ms: number) => call.endedAt === null || call.endedAt >= ms;
    if (call.startedAt >= fromMs) offered += 1;
    else if (openAt(fromMs)) carriedIn += 1;
    if (openAt(toMs)) carriedOut += 1;
    else if (call.endedAt !== null && call.endedAt >= fromMs && call.outcome) ended[call.outcome] += 1;
  }
  return { carriedIn, offered, ended, carriedOut };
}
