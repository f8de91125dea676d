import type { CallerReport } from '../callers/caller-report.ts';

/**
 * What `tandem load` ends with. Every offered call is in exactly one of `answered`, `failed`, `abandoned`
 * and `noAudio`; times are ms, the nearest-rank percentiles over the calls that came so far, 0 when none did.
 */
export interface LoadResult {
  readonly offered: number;
  /** An agent's voice was heard, with at least 90 % of the packets due until a person hung up. */
  readonly answered: number;
  /** Not answered by SIP at any address, or cut off: the line died or was ended by no person. */
  readonly failed: number;
  /** The caller's patience ran out before an agent's voice. */
  readonly abandoned: number;
  /** Answered by SIP, but nothing was heard, or less than 90 % of the packets due while talking. */
  readonly noAudio: number;
  /** INVITE to 200. */
  readonly setupP50Ms: number;
  readonly setupP99Ms: number;
  /** INVITE to the agent's answer: the first packet of the agent's voice. */
  readonly agentP50Ms: number;
  readonly agentP99Ms: number;
}

/** Why calls were not `answered`, by the reason that each caller gave; for people, in `tandem load` without `--json`. */
export type LoadFaults = ReadonlyMap<string, number>;

export class LoadTally {
  #offered = 0;
  #ended = 0;
  readonly #counts = { answered: 0, failed: 0, abandoned: 0, noAudio: 0 };
  readonly #setupMs: number[] = [];
  readonly #agentMs: number[] = [];
  readonly #faults = new Map<string, number>();

  offer(): void {
    this.#offered += 1;
  }

  note(report: CallerReport): void {
    this.#ended += 1;
    const term = termOf[report.outcome];
    this.#counts[term] += 1;
    if (report.setupMs !== undefined) this.#setupMs.push(report.setupMs);
    if (report.agentMs !== undefined) this.#agentMs.push(report.agentMs);
    if (term === 'answered') return;
    const fault = `${term}: ${report.reason}`;
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }

  /** Calls that are not over yet. */
  get open(): number {
    return this.#offered - this.#ended;
  }

  get faults(): LoadFaults {
    return this.#faults;
  }

  result(): LoadResult {
    return {
      offered: this.#offered,
      ...this.#counts,
      setupP50Ms: percentile(this.#setupMs, 0.5),
      setupP99Ms: percentile(this.#setupMs, 0.99),
      agentP50Ms: percentile(this.#agentMs, 0.5),
      agentP99Ms: percentile(this.#agentMs, 0.99),
    };
  }
}

const termOf = {
  answered: 'answered',
  abandoned: 'abandoned',
  'no-audio': 'noAudio',
  cut: 'failed',
  failed: 'failed',
} as const;

/** Nearest rank, to a tenth of a millisecond; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return Math.round(sorted[rank - 1]! * 10) / 10;
}
