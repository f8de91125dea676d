import type { CallOutcome } from '../../kernel/event/fact.ts';
import type { ContactRecord } from '../../kernel/record/contact-record.ts';
import { noneEnded, outcomes } from '../../kernel/record/identity.ts';
import type { Counters } from './feed.ts';

/**
 * The counters. Every call adds one share to them; when what is known of the call changes, its share is
 * taken out and the new one put in, so that late facts correct the figures, too.
 */
export interface Share {
  /** Null while it is neither answered nor over. */
  readonly term: CallOutcome | null;
  readonly cutAt: string | null;
  readonly calledAgain: boolean;
  /** Time in queue before the first agent's answer; null when there was none. */
  readonly answerMs: number | null;
  /** Over without an agent's answer after having been queued, the caller having gone. */
  readonly abandonedInQueue: boolean;
}

export const serviceLevelThresholdMs = 20_000;

/** What a record adds. An answered call counts as answered while it still talks. */
export function shareOf(record: ContactRecord, calledAgain: boolean): Share {
  const first = record.segments.find((segment) => segment.serving && segment.connectedAt !== null);
  return {
    term: record.outcome ?? (record.connectedAt === null ? null : 'answered'),
    cutAt: record.cut ? record.site : null,
    calledAgain: calledAgain && record.cut,
    answerMs: first ? first.waitedMs : null,
    abandonedInQueue: record.outcome === 'abandoned' && record.queuedAt !== null,
  };
}

export class Tally {
  readonly since: number;
  readonly #terms = noneEnded();
  readonly #cutBySite = new Map<string, number>();
  #open = 0;
  #cut = 0;
  #calledAgain = 0;
  #answers = 0;
  #answersInTime = 0;
  #answerMsSum = 0;
  #abandonedInQueue = 0;

  constructor(since: number) {
    this.since = since;
  }

  put(share: Share): void {
    this.#add(share, 1);
  }

  takeOut(share: Share): void {
    this.#add(share, -1);
  }

  cutAt(site: string): number {
    return this.#cutBySite.get(site) ?? 0;
  }

  /** `waitingLong`: calls that have waited for longer than the threshold and wait still. */
  counters(now: {
    readonly waiting: number;
    readonly talking: number;
    readonly waitingLong: number;
    readonly offeredPerMinute: number;
  }): Counters {
    const over = outcomes.reduce((sum, outcome) => sum + this.#terms[outcome], 0);
    const booked = this.#answers + this.#abandonedInQueue + now.waitingLong;
    return {
      since: this.since,
      offered: over + this.#open,
      answered: this.#terms.answered,
      abandoned: this.#terms.abandoned,
      shortAbandoned: this.#terms['short-abandoned'],
      selfServed: this.#terms['self-served'],
      busied: this.#terms.busied,
      redirected: this.#terms.redirected,
      overflowed: this.#terms.overflowed,
      toCallback: this.#terms['to-callback'],
      failed: this.#terms.failed,
      open: this.#open,
      cut: this.#cut,
      calledAgain: this.#calledAgain,
      waiting: now.waiting,
      talking: now.talking,
      serviceLevel: booked === 0 ? null : this.#answersInTime / booked,
      serviceLevelThresholdMs,
      meanAnswerMs: this.#answers === 0 ? null : this.#answerMsSum / this.#answers,
      offeredPerMinute: now.offeredPerMinute,
      formulas,
      source: 'cluster',
    };
  }

  #add(share: Share, count: 1 | -1): void {
    if (share.term) this.#terms[share.term] += count;
    else this.#open += count;
    if (share.cutAt !== null) {
      this.#cut += count;
      this.#cutBySite.set(share.cutAt, this.cutAt(share.cutAt) + count);
    }
    if (share.calledAgain) this.#calledAgain += count;
    if (share.answerMs !== null) {
      this.#answers += count;
      this.#answerMsSum += count * share.answerMs;
      if (share.answerMs <= serviceLevelThresholdMs) this.#answersInTime += count;
    }
    if (share.abandonedInQueue) this.#abandonedInQueue += count;
  }
}

const formulas: Readonly<Record<string, string>> = {
  offered:
    'Calls that a router decided or a site took, each once: answered + abandoned + short abandoned + self-served + busied + redirected + overflowed + to callback + failed + open.',
  answered: 'Calls that an agent answered, those who still talk included.',
  abandoned: 'Callers who hung up before an agent answered; short ones are counted apart.',
  shortAbandoned: 'Callers who hung up so soon that nobody could have answered.',
  failed: 'Calls that ended unanswered by a fault of ours: no site took them, or theirs was lost.',
  open: 'Calls neither answered nor over yet: greeted, waiting, ringing.',
  cut: 'Calls that ended because the process that held them was lost or stood still until the caller’s line went dead; each is also in one of the other terms.',
  calledAgain: 'Of the cut ones, callers whose number called again within two minutes.',
  serviceLevel:
    'Answered by an agent within 20 s of being queued ÷ (all answered + abandoned in queue + waiting now for more than 20 s). Short abandons are left out.',
  meanAnswerMs: 'Mean time from being queued to the agent’s answer, over answered calls.',
  offeredPerMinute: 'Calls that began within the last 60 s.',
  waiting: 'Calls in a queue now, ringing ones included.',
  talking: 'Calls with an agent now, held ones included.',
};
