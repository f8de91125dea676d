import type { Timers } from '../../kernel/ports/timers.ts';
import { EngineRefused } from '../engine-errors.ts';
import { partitionOf } from './partition.ts';

/** One record as the engine keeps it; offsets are numbers here (2^53 records are enough) and bigint at the port. */
export interface Kept {
  readonly offset: number;
  readonly key: string;
  readonly value: Uint8Array;
}

/** Where one partition's records lie: in memory, or in files. */
export interface PartitionStore {
  /** The first offset still kept. */
  readonly start: number;
  /** The offset after the last record that is safe; what lies beyond is shown to nobody. */
  readonly end: number;
  /** Resolves when they are safe. Offsets are given in the order of the calls. */
  append(records: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void>;
  /** Records from `from` (or from `start`, if that is later), at least one if there is any, then up to `bytes`. */
  read(from: number, bytes: number): Promise<readonly Kept[]>;
  close(): Promise<void>;
}

export type OpenPartition = (topic: string, partition: number) => Promise<PartitionStore>;

interface Partition {
  readonly store: PartitionStore;
  readonly waiting: Set<() => void>;
}

const topics_max = 64;
const recordsInFetch_max = 5_000;

/**
 * The embedded log engine: topics that exist from their first mention, partitions by hash of the
 * key, fetches that wait for records. Positions are the readers' own.
 */
export class LogStore {
  readonly #timers: Timers;
  readonly #open: OpenPartition;
  readonly #partitionCount: number;
  readonly #topics = new Map<string, Promise<readonly Partition[]>>();

  constructor(timers: Timers, open: OpenPartition, partitionCount = 4) {
    this.#timers = timers;
    this.#open = open;
    this.#partitionCount = partitionCount;
  }

  async partitions(topic: string): Promise<number> {
    return (await this.#topic(topic)).length;
  }

  async append(topic: string, keys: readonly string[], values: readonly Uint8Array[]): Promise<void> {
    const partitions = await this.#topic(topic);
    const byPartition = new Map<number, { key: string; value: Uint8Array }[]>();
    for (const [i, key] of keys.entries()) {
      const at = partitionOf(key, partitions.length);
      const records = byPartition.get(at);
      const record = { key, value: values[i]! };
      if (records) records.push(record);
      else byPartition.set(at, [record]);
    }
    await Promise.all(
      [...byPartition].map(async ([at, records]) => {
        const partition = partitions[at]!;
        await partition.store.append(records);
        for (const wake of [...partition.waiting]) wake();
      }),
    );
  }

  /** Records from `from`; when there is none yet, waits for one up to `waitMs`, then answers empty. */
  async fetch(
    topic: string,
    partition: number,
    from: number,
    bytes: number,
    waitMs: number,
  ): Promise<readonly Kept[]> {
    const chosen = (await this.#topic(topic))[partition];
    if (!chosen) throw new EngineRefused('log', `${topic} has no partition ${partition}`);
    if (from >= chosen.store.end && waitMs > 0) await this.#waitFor(chosen, waitMs);
    if (from >= chosen.store.end) return [];
    const records = await chosen.store.read(from, bytes);
    // Damaged, and nothing after it: whoever asks is not to ask again at once.
    if (records.length === 0 && waitMs > 0) await this.#waitFor(chosen, waitMs);
    return records.length > recordsInFetch_max ? records.slice(0, recordsInFetch_max) : records;
  }

  async ends(topic: string): Promise<number[]> {
    return (await this.#topic(topic)).map((partition) => partition.store.end);
  }

  async close(): Promise<void> {
    for (const topic of this.#topics.values())
      for (const partition of await topic) await partition.store.close();
  }

  #waitFor(partition: Partition, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        timer.cancel();
        partition.waiting.delete(wake);
        resolve();
      };
      const timer = this.#timers.after(waitMs, wake);
      partition.waiting.add(wake);
    });
  }

  #topic(name: string): Promise<readonly Partition[]> {
    const present = this.#topics.get(name);
    if (present) return present;
    if (this.#topics.size >= topics_max)
      return Promise.reject(new EngineRefused('log', `it holds ${topics_max} topics already`));
    const opening = Promise.all(
      Array.from({ length: this.#partitionCount }, async (_, partition) => ({
        store: await this.#open(name, partition),
        waiting: new Set<() => void>(),
      })),
    );
    this.#topics.set(name, opening);
    return opening;
  }
}

/** A partition in memory, for simulations and tests. */
export class MemoryPartition implements PartitionStore {
  readonly start = 0;
  readonly #records: Kept[] = [];

  get end(): number {
    return this.#records.length;
  }

  async append(records: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void> {
    for (const { key, value } of records)
      this.#records.push({ offset: this.#records.length, key, value: value.slice() });
  }

  async read(from: number, bytes: number): Promise<readonly Kept[]> {
    return takeUpTo(this.#records.slice(from, from + recordsInFetch_max), bytes);
  }

  async close(): Promise<void> {}
}

/** As many of the first records as fit in `bytes`, and one at least. */
export function takeUpTo(records: readonly Kept[], bytes: number): readonly Kept[] {
  let sum = 0;
  for (const [i, record] of records.entries()) {
    sum += record.value.byteLength + record.key.length + 16;
    if (sum > bytes && i > 0) return records.slice(0, i);
  }
  return records;
}
