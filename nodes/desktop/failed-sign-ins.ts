import type { Clock } from '../../kernel/ports/clock.ts';

const windowMs = 60_000;
const failuresOfUser_max = 5;
const failuresFromAddress_max = 20;
const remembered_max = 10_000;

/**
 * Slows guessing down: after 5 failures of one user, or 20 from one address, within a minute, further
 * tries are refused unlooked at until the minute is over. Remembers a bounded number; the oldest go.
 */
export class FailedSignIns {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { sinceMono: number; count: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long to wait before the next try counts; 0: none. */
  waitMs(user: string, from: string): number {
    return Math.max(
      this.#waitOf(`user ${user}`, failuresOfUser_max),
      this.#waitOf(`from ${from}`, failuresFromAddress_max),
    );
  }

  note(user: string, from: string): void {
    this.#add(`user ${user}`);
    this.#add(`from ${from}`);
  }

  forgive(user: string): void {
    this.#failures.delete(`user ${user}`);
  }

  #waitOf(key: string, most: number): number {
    const entry = this.#failures.get(key);
    if (!entry || entry.count < most) return 0;
    return Math.max(0, entry.sinceMono + windowMs - this.#clock.monoMs());
  }

  #add(key: string): void {
    const nowMono = this.#clock.monoMs();
    const entry = this.#failures.get(key);
    if (entry && nowMono - entry.sinceMono < windowMs) {
      entry.count += 1;
      return;
    }
    this.#failures.delete(key);
    this.#failures.set(key, { sinceMono: nowMono, count: 1 });
    if (this.#failures.size <= remembered_max) return;
    const oldest = this.#failures.keys().next().value;
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
