import type { Timer } from '../../kernel/ports/timers.ts';
import type { TransactionPorts } from './ports.ts';
import type { TransactionRegister } from './register.ts';

/** How often each write in doubt is looked at again when nothing else calls for it. */
const lookEveryMs = 500;
/** How often the journal is asked for open writes that nobody has in hand. */
const sweepEveryMs = 1000;
/** Open writes read in one sweep; the rest come with the next. */
const sweptMax = 1000;

/**
 * Settles what was answered `pending` and what other gateways left behind. A back-end that comes back,
 * or replication that moves on, is a reason to look at once.
 */
export class Settling {
  readonly #register: TransactionRegister;
  readonly #ports: TransactionPorts;
  readonly #timers: Timer[];
  #sweeping = false;

  constructor(register: TransactionRegister, ports: TransactionPorts) {
    this.#register = register;
    this.#ports = ports;
    ports.health.onChange(() => this.look());
    this.#timers = [
      ports.timers.every(lookEveryMs, () => this.look()),
      ports.timers.every(sweepEveryMs, () => void this.sweep()),
    ];
  }

  look(): void {
    for (const each of this.#register.pending()) each.give({ kind: 'look' });
  }

  /** Takes over what nobody alive has in hand. Resolves with how many. */
  async sweep(): Promise<number> {
    if (this.#sweeping) return 0;
    this.#sweeping = true;
    let taken = 0;
    try {
      const open = await this.#ports.journal.open({ limit: sweptMax });
      for (const record of open) {
        if (!this.#register.isOrphan(record)) continue;
        if (await this.#register.takeOver(record)) taken += 1;
      }
    } catch {
      this.#ports.counts.journalAway.add(1, { call: 'open' });
    } finally {
      this.#sweeping = false;
    }
    return taken;
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
  }
}
