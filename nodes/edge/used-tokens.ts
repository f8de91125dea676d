import type { Clock } from '../../kernel/ports/clock.ts';

/** Tokens remembered at once; at 100 calls a second and 10 s of life there are some thousand. */
const remembered_max = 100_000;

/**
 * Route tokens that brought a call here, until they would be refused as expired anyway: whoever sends one
 * again gets no second call of the same name. At the limit the oldest is forgotten, and counted.
 */
export class UsedTokens {
  readonly #clock: Clock;
  readonly #expiresAtMs = new Map<string, number>();
  forgottenAtLimit = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#expiresAtMs.size;
  }

  has(callId: string): boolean {
    this.#forgetExpired();
    return this.#expiresAtMs.has(callId);
  }

  /** `untilMs`: epoch ms from which the token is worth nothing, skew included. */
  add(callId: string, untilMs: number): void {
    this.#forgetExpired();
    if (this.#expiresAtMs.size >= remembered_max) {
      const [oldest] = this.#expiresAtMs.keys();
      this.#expiresAtMs.delete(oldest!);
      this.forgottenAtLimit += 1;
    }
    this.#expiresAtMs.set(callId, untilMs);
  }

  /** Tokens live equally long, so the first that came is the first to go. */
  #forgetExpired(): void {
    const nowMs = this.#clock.wallMs();
    for (const [callId, untilMs] of this.#expiresAtMs) {
      if (untilMs >= nowMs) return;
      this.#expiresAtMs.delete(callId);
    }
  }
}
