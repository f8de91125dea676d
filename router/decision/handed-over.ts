import type { Facts } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';

/** A decision that was handed to the asker: a redirect, or a label over gRPC. */
export interface Handed {
  readonly decisionId: string;
  readonly callId: string;
  /** What the asker was answered with: 302, or 0 over gRPC. */
  readonly status: number;
}

/**
 * Decisions that others carry out, until their tokens are worth nothing: then the router's part is over, and a
 * call that came to no site is known to have gone elsewhere. All live equally long, so one queue and one timer do.
 */
export class HandedOver {
  readonly #parts: { readonly facts: Facts; readonly clock: Clock; readonly timers: Timers };
  readonly #livesMs: number;
  readonly #queue: (Handed & { readonly endsMono: number })[] = [];
  #timer: Timer | undefined;

  constructor(
    parts: { readonly facts: Facts; readonly clock: Clock; readonly timers: Timers },
    livesMs: number,
  ) {
    this.#parts = parts;
    this.#livesMs = livesMs;
  }

  add(handed: Handed): void {
    this.#queue.push({ ...handed, endsMono: this.#parts.clock.monoMs() + this.#livesMs });
    this.#timer ??= this.#parts.timers.after(this.#livesMs, () => this.#expire());
  }

  #expire(): void {
    const nowMono = this.#parts.clock.monoMs();
    let over = 0;
    while (over < this.#queue.length && this.#queue[over]!.endsMono <= nowMono) over += 1;
    for (const { decisionId, callId, status } of this.#queue.splice(0, over)) {
      this.#parts.facts.tell({
        kind: 'DecisionEnded',
        decisionId,
        callId,
        outcome: 'delivered',
        deliveredTo: '',
        status,
      });
    }
    const next = this.#queue[0];
    this.#timer =
      next && this.#parts.timers.after(Math.max(1, next.endsMono - nowMono), () => this.#expire());
  }
}
