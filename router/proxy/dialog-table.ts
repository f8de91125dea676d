/**
 * Where in-dialog requests go whose callers keep sending them to us: Call-ID to site edge. Bounded, and
 * forgetful: the least recently used goes first, each after its time.
 */
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';

/** After its BYE a dialog is remembered for repeats, 64 × T1 of RFC 3261. */
const afterByeMs = 32_000;

export class DialogTable {
  readonly #clock: Clock;
  readonly #entriesMax: number;
  readonly #livesMs: number;
  /** In order of last use. */
  readonly #entries = new Map<string, { edge: Address; lastMono: number; endsMono: number }>();
  /** Dialogs forgotten before their time because the table was full. */
  evicted = 0;

  constructor(clock: Clock, entriesMax: number, livesMs: number) {
    this.#clock = clock;
    this.#entriesMax = entriesMax;
    this.#livesMs = livesMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  remember(callId: string, edge: Address): void {
    const nowMono = this.#clock.monoMs();
    this.#entries.delete(callId);
    this.#entries.set(callId, { edge, lastMono: nowMono, endsMono: Number.POSITIVE_INFINITY });
    this.#forgetOld(nowMono);
  }

  find(callId: string): Address | undefined {
    const entry = this.#entries.get(callId);
    if (!entry) return undefined;
    const nowMono = this.#clock.monoMs();
    this.#entries.delete(callId);
    if (nowMono - entry.lastMono > this.#livesMs || nowMono > entry.endsMono) return undefined;
    entry.lastMono = nowMono;
    this.#entries.set(callId, entry);
    return entry.edge;
  }

  /** A BYE passed: what is left is for repeats. */
  ending(callId: string): void {
    const entry = this.#entries.get(callId);
    if (entry) entry.endsMono = Math.min(entry.endsMono, this.#clock.monoMs() + afterByeMs);
  }

  #forgetOld(nowMono: number): void {
    for (const [callId, entry] of this.#entries) {
      const old = nowMono - entry.lastMono > this.#livesMs || nowMono > entry.endsMono;
      if (!old && this.#entries.size <= this.#entriesMax) return;
      if (!old) this.evicted += 1;
      this.#entries.delete(callId);
    }
  }
}
