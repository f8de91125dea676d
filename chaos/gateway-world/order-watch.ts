import type { Entry } from '../../population/backend/entries.ts';
import type { SimulatedBackend } from './simulated-backend.ts';

/**
 * Watches that a customer's writes move only to a side that knows the earlier ones: when one is applied,
 * every earlier one of that customer that was answered `done` must be held there, unless the side that
 * has it was fenced since.
 */
export class OrderWatch {
  readonly #backends: ReadonlyMap<string, SimulatedBackend>;
  readonly #entryOf = new Map<string, Entry>();
  readonly #answered = new Map<string, Entry[]>();
  /** By back-end: its head when it was last fenced. */
  readonly #fencedHead = new Map<string, number>();
  readonly violations: string[] = [];

  constructor(backends: ReadonlyMap<string, SimulatedBackend>) {
    this.#backends = backends;
  }

  applied(entry: Entry): void {
    this.#entryOf.set(entry.key, entry);
    const here = this.#backends.get(entry.origin)!.ledger;
    for (const earlier of this.#answered.get(entry.customer) ?? []) {
      if (earlier.origin === entry.origin) continue;
      if (earlier.sequence <= (this.#fencedHead.get(earlier.origin) ?? 0)) continue;
      if (earlier.sequence > here.replicated) {
        this.violations.push(`${entry.key} at ${entry.origin} before ${earlier.key} of ${earlier.origin}`);
      }
    }
  }

  answeredDone(key: string): void {
    const entry = this.#entryOf.get(key);
    if (!entry) return;
    this.#answered.set(entry.customer, [...(this.#answered.get(entry.customer) ?? []), entry]);
  }

  fenced(backend: string): void {
    this.#fencedHead.set(backend, this.#backends.get(backend)!.ledger.head);
  }
}
