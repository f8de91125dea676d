/** The times of one pair of sites, all in ms (docs/network-queue.md, clocks and links). */
export interface OfferTimes {
  /** T_o: how long an Offer or a Solicit waits for its answer. */
  readonly offerTimeoutMs: number;
  /** T_k: how long an echo keeps an offer alive on the agent's site's clock. */
  readonly leaseMs: number;
  readonly keepEveryMs: number;
  /** Row 4: from Accept to the INVITE of the leg. */
  readonly inviteWaitMs: number;
  /** Answered, Joined and Withdraw are repeated so often. */
  readonly repeatEveryMs: number;
  /** Row 8: an own echo older than this lapses the call. */
  readonly staleEchoMs: number;
  /** A link is usable while one's own echo is at most so old. */
  readonly usableEchoMs: number;
  /** Row 8: from the last echo sent until the call may wait again: 1.01 × T_k and 200 ms for cancelling. */
  readonly lapseMs: number;
  /** Row 17: Withdraw is repeated no longer than this. */
  readonly withdrawMs: number;
  readonly backOffMinMs: number;
  readonly backOffMaxMs: number;
}

/** Times for a pair of sites whose round trip stays under `rttP99Ms` in 99 of 100 cases. Above 200 ms all scale. */
export function timesFor(rttP99Ms: number): OfferTimes {
  const scale = Math.max(1, rttP99Ms / 200);
  const leaseMs = 1000 * scale;
  return {
    offerTimeoutMs: Math.min(500 * scale, Math.max(100, 3 * rttP99Ms)),
    leaseMs,
    keepEveryMs: 200 * scale,
    inviteWaitMs: 500 * scale,
    repeatEveryMs: 100 * scale,
    staleEchoMs: 400 * scale,
    usableEchoMs: 500 * scale,
    lapseMs: 1.01 * leaseMs + 200 * scale,
    withdrawMs: 1.01 * leaseMs,
    backOffMinMs: 500,
    backOffMaxMs: 8000,
  };
}

/**
 * Within one site an echo is always now: both roles live and pause in one process, so no lease can end
 * and no answer can be late. An infinite time sets no timer.
 */
export const ownSiteTimes: OfferTimes = {
  ...timesFor(0),
  offerTimeoutMs: Number.POSITIVE_INFINITY,
  leaseMs: Number.POSITIVE_INFINITY,
  keepEveryMs: Number.POSITIVE_INFINITY,
  inviteWaitMs: Number.POSITIVE_INFINITY,
};

/** Not to that agent again for so long after a RONA (row 19). */
export const ronaExclusionMs = 60_000;
/** RONAs of one call before it overflows (row 19). */
export const ronas_max = 3;
/** Row 16: silence of so long, with a link that is not usable, means that the leg is dead. */
export const silenceMs = 3000;
/** Answers to Offers, and Voids, are remembered so long (row 3). */
export const answerKeptMs = 10_000;
