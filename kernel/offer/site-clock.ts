import type { Clock } from '../ports/clock.ts';

const anchorEveryMs = 10_000;

/**
 * A site's own time for leases and attachments, in ms: what passes is the larger of monotonic and
 * wall time, so that a machine that slept (its monotonic clock stood still) knows that its leases
 * are over. Never runs backwards, whatever the wall clock does.
 */
export class SiteClock {
  readonly #clock: Clock;
  #baseMs = 0;
  #anchorMonoMs: number;
  #anchorWallMs: number;
  #lastMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#anchorMonoMs = clock.monoMs();
    this.#anchorWallMs = clock.wallMs();
  }

  nowMs(): number {
    const monoMs = this.#clock.monoMs();
    const wallMs = this.#clock.wallMs();
    const passedMs = Math.max(monoMs - this.#anchorMonoMs, wallMs - this.#anchorWallMs);
    this.#lastMs = Math.max(this.#lastMs, this.#baseMs + passedMs);
    // Anchored anew now and then, so that an old step back of the wall clock hides no later sleep;
    // not at each reading, because a wall clock of whole milliseconds would then be rounded up each time.
    if (Math.max(passedMs, monoMs - this.#anchorMonoMs) >= anchorEveryMs) {
      this.#baseMs = this.#lastMs;
      this.#anchorMonoMs = monoMs;
      this.#anchorWallMs = wallMs;
    }
    return this.#lastMs;
  }
}
