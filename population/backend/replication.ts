import type { Address } from '../../kernel/ports/datagram.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { HttpExchange } from '../../platform/http/exchange.ts';
import type { DurableLedger } from './durable-ledger.ts';
import type { Entry } from './entries.ts';

/** Entries asked for at once. */
export const batchMax = 500;

/** Fetches what the twin has applied, in order, again and again. The twin decides how late it gives it. */
export class Replication {
  readonly #ledger: DurableLedger;
  readonly #exchange: HttpExchange;
  readonly #twin: { readonly id: string; readonly http: Address };
  readonly #timer: Timer;
  readonly #fault: (error: unknown) => void;
  #busy = false;
  paused = false;

  constructor(
    ledger: DurableLedger,
    exchange: HttpExchange,
    twin: { readonly id: string; readonly http: Address },
    everyMs: number,
    timers: Timers,
    fault: (error: unknown) => void,
  ) {
    this.#ledger = ledger;
    this.#exchange = exchange;
    this.#twin = twin;
    this.#fault = fault;
    this.#timer = timers.every(everyMs, () => void this.fetch());
  }

  async fetch(): Promise<void> {
    if (this.#busy || this.paused) return;
    this.#busy = true;
    try {
      for (let more = true; more; ) {
        const after = this.#ledger.position().replicated[this.#twin.id] ?? 0;
        const answer = await this.#exchange.ask(this.#twin.http, {
          method: 'GET',
          path: `/replication?after=${after}`,
          deadlineMs: 1000,
        });
        if (answer.outcome !== 'answered' || answer.status !== 200) return;
        const { entries } = JSON.parse(answer.body) as { entries: Entry[] };
        await this.#ledger.replicate(entries);
        more = entries.length === batchMax;
      }
    } catch (error) {
      this.#fault(error);
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#timer.cancel();
  }
}
