import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { SipResponse } from '../message/message.ts';
import type { Timing } from '../transaction/machine.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';

/**
 * Sends a 2xx to an INVITE until its ACK comes (RFC 3261 §13.3.1.4): after T1, then twice as long up
 * to T2, over any transport; after 64 × T1 it gives up and says so.
 */
export class AnswerRepeater {
  readonly #timers: Timers;
  readonly #timing: Timing;
  readonly #transaction: ServerTransaction;
  readonly #response: SipResponse;
  #repeat: Timer | undefined;
  #giveUp: Timer | undefined;

  constructor(
    timers: Timers,
    timing: Timing,
    transaction: ServerTransaction,
    response: SipResponse,
    onNoAck: () => void,
  ) {
    this.#timers = timers;
    this.#timing = timing;
    this.#transaction = transaction;
    this.#response = response;
    this.#giveUp = timers.after(64 * timing.t1Ms, () => {
      this.stop();
      onNoAck();
    });
    transaction.respond(response);
    this.#repeatAfter(timing.t1Ms);
  }

  stop(): void {
    this.#repeat?.cancel();
    this.#giveUp?.cancel();
    this.#repeat = undefined;
    this.#giveUp = undefined;
  }

  #repeatAfter(delayMs: number): void {
    this.#repeat = this.#timers.after(delayMs, () => {
      this.#transaction.respond(this.#response);
      this.#repeatAfter(Math.min(delayMs * 2, this.#timing.t2Ms));
    });
  }
}
