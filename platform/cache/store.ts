import type { Clock } from '../../kernel/ports/clock.ts';
import { EngineRefused } from '../engine-errors.ts';

/**
 * The embedded cache engine as pure code, in memory only: values with a time to live, values that
 * follow an owner's epoch, counters. Full, it forgets what was used least recently, and counts it.
 * Plain and owned values of one key live apart.
 */
export class CacheStore {
  readonly #clock: Clock;
  readonly #entries_max: number;
  /** In order of last use, oldest first. */
  readonly #plain = new Map<string, Kept>();
  readonly #owned = new Map<string, Kept & { readonly epoch: number }>();
  readonly counters = { evicted: 0, staleRefused: 0 };

  constructor(clock: Clock, entries_max = 200_000) {
    this.#clock = clock;
    this.#entries_max = entries_max;
  }

  get(key: string): string | undefined {
    return this.#use(this.#plain, key)?.value;
  }

  set(key: string, value: string, ttlMs: number): void {
    this.#keep(this.#plain, key, { value, endsAtMono: this.#clock.monoMs() + ttlMs });
  }

  setOwned(key: string, epoch: number, value: string, ttlMs: number): boolean {
    const present = this.#use(this.#owned, key);
    if (present && epoch < present.epoch) {
      this.counters.staleRefused += 1;
      return false;
    }
    this.#keep(this.#owned, key, { epoch, value, endsAtMono: this.#clock.monoMs() + ttlMs });
    return true;
  }

  getOwned(key: string): { epoch: number; value: string } | undefined {
    const present = this.#use(this.#owned, key);
    return present && { epoch: present.epoch, value: present.value };
  }

  delete(key: string): void {
    this.#plain.delete(key);
    this.#owned.delete(key);
  }

  increment(key: string, by: number, ttlMs: number): number {
    const present = this.#use(this.#plain, key);
    const before = present ? Number(present.value) : 0;
    if (!Number.isSafeInteger(before) || !Number.isSafeInteger(before + by))
      throw new EngineRefused('cache', `what is kept under this key is no counter`);
    const endsAtMono = present?.endsAtMono ?? this.#clock.monoMs() + ttlMs;
    this.#keep(this.#plain, key, { value: String(before + by), endsAtMono });
    return before + by;
  }

  #use<K extends Kept>(entries: Map<string, K>, key: string): K | undefined {
    const kept = entries.get(key);
    if (!kept) return undefined;
    entries.delete(key);
    if (kept.endsAtMono <= this.#clock.monoMs()) return undefined;
    entries.set(key, kept);
    return kept;
  }

  #keep<K extends Kept>(entries: Map<string, K>, key: string, kept: K): void {
    entries.delete(key);
    entries.set(key, kept);
    if (entries.size <= this.#entries_max) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      this.counters.evicted += 1;
      break;
    }
  }
}

interface Kept {
  readonly value: string;
  readonly endsAtMono: number;
}
