import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { Incarnation, QueueState, SiteState } from '../../kernel/site/state.ts';

/**
 * Tells everyone who routes to this site how it stands: a delta within `deltaWithinMs` of a change, a
 * whole numbered state every `wholeEveryMs`, and one at once for a reader that has just come. What it
 * says is read when it is sent, so a burst of changes costs one message.
 */
export interface StateSource {
  queues(): readonly QueueState[];
  accepting(): boolean;
}

export const deltaWithinMs = 40;
export const wholeEveryMs = 1000;
/** Arrivals told in one state; more wait for the next, which then comes at once. */
const arrivalsInOne_max = 500;

export class StatePublisher {
  readonly #site: string;
  readonly #incarnation: Incarnation;
  readonly #timers: Timers;
  readonly #source: StateSource;
  readonly #readers = new Set<(state: SiteState) => void>();
  readonly #arrived: string[] = [];
  readonly #changed = new Set<string>();
  readonly #everySecond: Timer;
  #pending: Timer | undefined;
  #number = 0;

  constructor(
    site: string,
    incarnation: Incarnation,
    source: StateSource,
    ports: { readonly timers: Timers },
  ) {
    this.#site = site;
    this.#incarnation = incarnation;
    this.#source = source;
    this.#timers = ports.timers;
    this.#everySecond = ports.timers.every(wholeEveryMs, () => this.#publish(true));
  }

  /** `read` gets every state from now on; call `refresh` for it once its stream is open. */
  addReader(read: (state: SiteState) => void): { remove(): void } {
    this.#readers.add(read);
    return { remove: () => this.#readers.delete(read) };
  }

  /** A reader's stream has opened (anew): everyone gets the whole state now. */
  refresh(): void {
    this.#publish(true);
  }

  queueChanged(queue: string): void {
    this.#changed.add(queue);
    this.#schedule();
  }

  /** The call of this decision is here and counted in its queue. */
  decisionArrived(decisionId: string): void {
    this.#arrived.push(decisionId);
    this.#schedule();
  }

  close(): void {
    this.#everySecond.cancel();
    this.#pending?.cancel();
    this.#readers.clear();
  }

  #schedule(): void {
    this.#pending ??= this.#timers.after(deltaWithinMs, () => {
      this.#pending = undefined;
      this.#publish(false);
    });
  }

  #publish(whole: boolean): void {
    const queues = this.#source.queues();
    this.#number += 1;
    const state: SiteState = {
      site: this.#site,
      incarnation: this.#incarnation,
      number: this.#number,
      whole,
      accepting: this.#source.accepting(),
      queues: whole ? queues : queues.filter((queue) => this.#changed.has(queue.queue)),
      arrived: this.#arrived.splice(0, arrivalsInOne_max),
    };
    this.#changed.clear();
    for (const read of this.#readers) read(state);
    if (this.#arrived.length > 0) this.#schedule();
  }
}
