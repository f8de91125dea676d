/**
 * What one process holds about one site: the latest numbered state and its age by the holder's own
 * monotonic clock. Older states are dropped; after a gap nothing is believed until the next whole one.
 *
 * | state that comes                          | then                                            |
 * |-------------------------------------------|-------------------------------------------------|
 * | lower incarnation, or number not above    | dropped, counted as older                       |
 * | whole                                     | replaces everything; ends any wait              |
 * | delta with the next number, not waiting   | replaces the queues that it names               |
 * | delta that is not next                    | gap counted once, waits for the next whole; what |
 * |                                           | is held stays believed, and grows older         |
 * | delta of a new incarnation                | the same, and nothing held is believed          |
 * | delta while waiting                       | its arrivals are kept for the next whole        |
 *
 * `accepting` is taken from every state that is not older: it is never a difference.
 */
import { compareIncarnations, type Incarnation, type QueueState, type SiteState } from '../site/state.ts';

/** Arrivals kept while a whole state is awaited; beyond it they fall to their tokens' expiry. */
const heldArrivalsMax = 10_000;

export type Applied =
  | { readonly outcome: 'applied'; readonly arrived: readonly string[] }
  | { readonly outcome: 'older' | 'gap' | 'waiting' };

export class SiteView {
  readonly site: string;
  #incarnation: Incarnation | undefined;
  #number = 0;
  #accepting = false;
  #queues = new Map<string, QueueState>();
  #appliedMono: number | undefined;
  #waitsForWhole = true;
  #heldArrivals: string[] = [];
  olderDropped = 0;
  gaps = 0;

  constructor(site: string) {
    this.site = site;
  }

  apply(state: SiteState, nowMono: number): Applied {
    const order = this.#incarnation ? compareIncarnations(state.incarnation, this.#incarnation) : 1;
    if (order < 0 || (order === 0 && state.number <= this.#number)) {
      this.olderDropped += 1;
      return { outcome: 'older' };
    }
    const follows = order === 0 && state.number === this.#number + 1;
    this.#incarnation = state.incarnation;
    this.#number = state.number;
    this.#accepting = state.accepting;
    if (state.whole) return this.#replace(state, nowMono);
    if (order > 0) this.#forget();
    if (this.#waitsForWhole) {
      this.#hold(state.arrived);
      return { outcome: 'waiting' };
    }
    if (!follows) {
      this.gaps += 1;
      this.#waitsForWhole = true;
      this.#hold(state.arrived);
      return { outcome: 'gap' };
    }
    for (const queue of state.queues) this.#queues.set(queue.queue, queue);
    this.#appliedMono = nowMono;
    return { outcome: 'applied', arrived: state.arrived };
  }

  queue(name: string): QueueState | undefined {
    return this.#queues.get(name);
  }

  queues(): Iterable<QueueState> {
    return this.#queues.values();
  }

  /** False while the site drains or can't take calls yet, and before anything was heard. */
  get accepting(): boolean {
    return this.#accepting;
  }

  /** Whether a whole state of the present incarnation was heard. */
  get known(): boolean {
    return this.#appliedMono !== undefined;
  }

  /** How old the latest applied state is, ms; -1 when there was none. */
  ageMs(nowMono: number): number {
    return this.#appliedMono === undefined ? -1 : nowMono - this.#appliedMono;
  }

  #replace(state: SiteState, nowMono: number): Applied {
    this.#queues = new Map(state.queues.map((queue) => [queue.queue, queue]));
    this.#appliedMono = nowMono;
    this.#waitsForWhole = false;
    const arrived = this.#heldArrivals.length > 0 ? [...this.#heldArrivals, ...state.arrived] : state.arrived;
    this.#heldArrivals = [];
    return { outcome: 'applied', arrived };
  }

  #forget(): void {
    this.#queues = new Map();
    this.#appliedMono = undefined;
    this.#heldArrivals = [];
    if (this.#waitsForWhole) return;
    this.gaps += 1;
    this.#waitsForWhole = true;
  }

  #hold(arrived: readonly string[]): void {
    for (const id of arrived) {
      if (this.#heldArrivals.length >= heldArrivalsMax) return;
      this.#heldArrivals.push(id);
    }
  }
}
