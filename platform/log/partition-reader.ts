import type { EnginePorts } from '../embedded/channel.ts';
import type { Batch, StoredRecord } from './port.ts';

export interface PartitionReading {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** Records from `at` on, or none after `waitMs`; rejects when the log is away. */
  readonly fetch: (at: bigint, waitMs: number) => Promise<readonly StoredRecord[]>;
  readonly onBatch: (batch: Batch) => Promise<void>;
}

const fetchWaitMs = 2_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;

/**
 * Reads one partition in order, one batch at a time. A batch whose receiver rejects comes again, the
 * same, after a pause; a log that is away is asked again, pauses doubling up to 2 s.
 */
export class PartitionReader {
  readonly #ports: EnginePorts;
  readonly #reading: PartitionReading;
  readonly #done: Promise<void>;
  #closed = false;
  #fetched: (() => void) | undefined;
  #endPause: () => void = () => {};
  readonly counters = { batches: 0, rejected: 0, fetchesFailed: 0 };

  constructor(ports: EnginePorts, reading: PartitionReading) {
    this.#ports = ports;
    this.#reading = reading;
    this.#done = this.#run();
  }

  /** Resolves when no batch is with the receiver any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause();
    this.#fetched?.();
    await this.#done;
  }

  async #run(): Promise<void> {
    let at = this.#reading.from;
    let pauseMs = firstPauseMs;
    while (!this.#closed) {
      const records = await this.#fetch(at);
      if (this.#closed) return;
      if (records === undefined) {
        this.counters.fetchesFailed += 1;
        await this.#pause(pauseMs);
        pauseMs = Math.min(longestPauseMs, pauseMs * 2);
        continue;
      }
      pauseMs = firstPauseMs;
      if (records.length === 0) continue;
      if (await this.#handOver(records)) at = records.at(-1)!.offset + 1n;
    }
  }

  /** `undefined` when the log was away; what still comes after `close` is not waited for. */
  #fetch(at: bigint): Promise<readonly StoredRecord[] | undefined> {
    return new Promise((resolve) => {
      this.#fetched = () => resolve(undefined);
      this.#reading.fetch(at, fetchWaitMs).then(resolve, () => resolve(undefined));
    });
  }

  /** False when it was closed before the receiver took them. */
  async #handOver(records: readonly StoredRecord[]): Promise<boolean> {
    const { topic, partition, onBatch } = this.#reading;
    let pauseMs = firstPauseMs;
    while (!this.#closed) {
      try {
        await onBatch({ topic, partition, records });
        this.counters.batches += 1;
        return true;
      } catch {
        this.counters.rejected += 1;
        await this.#pause(pauseMs);
        pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      }
    }
    return false;
  }

  #pause(ms: number): Promise<void> {
    const jitteredMs = ms * (0.5 + this.#ports.random.unit());
    return new Promise((resolve) => {
      const timer = this.#ports.timers.after(jitteredMs, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
