/** Says that default routes are being taken, and why, without letting a storm of them flood the log. */
import type { Timers } from '../../kernel/ports/timers.ts';
import type { DefaultCause } from '../../kernel/selection/decide.ts';

/** One word about all default routes of a second. */
export interface DefaultRouteWarning {
  readonly count: number;
  readonly cause: DefaultCause;
  readonly reason: string;
}

const periodMs = 1_000;

export class DefaultRouteLog {
  readonly #timers: Timers;
  readonly #warn: (warning: DefaultRouteWarning) => void;
  #last: { cause: DefaultCause; reason: string } | undefined;
  #count = 0;
  #quiet = false;

  constructor(timers: Timers, warn: (warning: DefaultRouteWarning) => void) {
    this.#timers = timers;
    this.#warn = warn;
  }

  /** The first is told at once, those of the next second together at its end. */
  taken(cause: DefaultCause, reason: string): void {
    this.#last = { cause, reason };
    this.#count += 1;
    if (this.#quiet) return;
    this.#quiet = true;
    this.#tell();
    this.#timers.after(periodMs, () => {
      this.#quiet = false;
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#count === 0 || !this.#last) return;
    this.#warn({ count: this.#count, ...this.#last });
    this.#count = 0;
  }
}
