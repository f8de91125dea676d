/**
 * Where a call goes: a pure function of what is known about every site. The site with the minimum
 * expected delay comes first, the others follow in order in case it stays silent. Of sites that are
 * equal, a draw decides, so that routers that see the same don't all send to the same.
 * It never answers with no site: when none is usable, the configured default order is taken and said so.
 */
import { type Estimate, estimateDelay } from '../estimate/expected-delay.ts';
import type { Candidate } from '../event/fact.ts';
import type { Random } from '../ports/random.ts';
import type { QueueState } from '../site/state.ts';
import { lostSentence, wonSentence } from './sentence.ts';

/** One site as it is known at this moment. */
export interface KnownSite {
  readonly site: string;
  /** The link proves itself in both directions, and a whole state was heard. */
  readonly usable: boolean;
  /** Age of our own latest echo, ms; infinite when there is none. */
  readonly echoAgeMs: number;
  /** Age of its state, ms; -1 when nothing was heard. */
  readonly ageMs: number;
  readonly accepting: boolean;
  /** The call's queue there; undefined when the site doesn't have it. */
  readonly queue: QueueState | undefined;
  /** Decisions for the queue that the site's state doesn't show yet. */
  readonly inFlight: number;
}

/** Why the default route was taken. */
export type DefaultCause = 'no-usable-site' | 'deadline' | 'overload';

export interface Selection {
  /** In the order in which they are to be tried; never empty. */
  readonly sites: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly isDefault: boolean;
  /** Present when `isDefault`. */
  readonly defaultCause?: DefaultCause;
  /** One sentence for people. */
  readonly reason: string;
}

export interface Weighed {
  readonly known: KnownSite;
  readonly estimate: Estimate;
  /** Drawn once for each site: orders those that are equal in everything else. */
  readonly draw: number;
}

/** `defaultOrder` must not be empty: whoever validates the configuration sees to that. */
export function decide(
  view: readonly KnownSite[],
  queue: string,
  defaultOrder: readonly string[],
  random: Random,
): Selection {
  const eligible: Weighed[] = [];
  const others: Weighed[] = [];
  for (const known of view) {
    const weighed = { known, estimate: estimateDelay(known.queue, known.inFlight), draw: random.unit() };
    (known.usable && known.accepting ? eligible : others).push(weighed);
  }
  const winner = eligible.sort(byExpectedDelay)[0];
  if (!winner) return defaultSelection(view, queue, defaultOrder, 'no-usable-site');
  const candidates = [...eligible, ...others].map((weighed) =>
    candidateOf(weighed, weighed === winner ? '' : lostSentence(weighed, winner, queue)),
  );
  return {
    sites: eligible.map((weighed) => weighed.known.site),
    candidates,
    isDefault: false,
    reason: wonSentence(winner, eligible[1], queue),
  };
}

/** The default route: the configured order, whatever the sites say, and the cause. */
export function defaultSelection(
  view: readonly KnownSite[],
  queue: string,
  defaultOrder: readonly string[],
  cause: DefaultCause,
): Selection {
  const first = defaultOrder[0]!;
  const candidates = view.map((known) =>
    candidateOf(
      { known, estimate: estimateDelay(known.queue, known.inFlight), draw: 0 },
      known.site === first ? '' : `the default order starts with ${first}`,
    ),
  );
  const why = {
    'no-usable-site': `no site can be reached and takes ${queue} calls`,
    deadline: 'no decision was made by the deadline',
    overload: 'too many route requests are waiting',
  }[cause];
  return {
    sites: defaultOrder,
    candidates,
    isDefault: true,
    defaultCause: cause,
    reason: `Default route, starting with ${first}: ${why}.`,
  };
}

/** Less delay first; then less risk that the next call waits; where nobody serves, more hope; then the draw. */
function byExpectedDelay(a: Weighed, b: Weighed): number {
  if (a.estimate.delayMs !== b.estimate.delayMs) return a.estimate.delayMs < b.estimate.delayMs ? -1 : 1;
  if (a.estimate.delayMs === Number.POSITIVE_INFINITY) {
    const hope = Number(hasSignedIn(b.known)) - Number(hasSignedIn(a.known));
    const byAhead = a.estimate.ahead - b.estimate.ahead;
    if (hope !== 0 || byAhead !== 0) return hope || byAhead;
  }
  return a.estimate.risk - b.estimate.risk || a.draw - b.draw;
}

function hasSignedIn(known: KnownSite): boolean {
  return (known.queue?.signedIn ?? 0) > 0;
}

function candidateOf({ known, estimate }: Weighed, lostBecause: string): Candidate {
  return {
    site: known.site,
    usable: known.usable && known.accepting,
    ready: known.queue?.ready ?? 0,
    signedIn: known.queue?.signedIn ?? 0,
    queued: known.queue?.queued ?? 0,
    inFlight: known.inFlight,
    expectedDelayMs: Number.isFinite(estimate.delayMs) ? Math.round(estimate.delayMs) : -1,
    ageMs: Math.round(known.ageMs),
    lostBecause,
  };
}
