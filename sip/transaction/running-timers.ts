import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { TimerName } from './machine.ts';

/** The timers of one transaction, by their letters. */
export class RunningTimers {
  readonly #timers: Timers;
  readonly #fire: (timer: TimerName) => void;
  readonly #running = new Map<TimerName, Timer>();

  constructor(timers: Timers, fire: (timer: TimerName) => void) {
    this.#timers = timers;
    this.#fire = fire;
  }

  start(name: TimerName, delayMs: number): void {
    this.#running.get(name)?.cancel();
    const timer = this.#timers.after(delayMs, () => {
      this.#running.delete(name);
      this.#fire(name);
    });
    this.#running.set(name, timer);
  }

  stop(name: TimerName): void {
    this.#running.get(name)?.cancel();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const timer of this.#running.values()) timer.cancel();
    this.#running.clear();
  }
}
