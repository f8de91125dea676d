import type { EnginePorts } from '../embedded/channel.ts';
import { EngineRefused } from '../engine-errors.ts';
import type { EventLog } from '../log/port.ts';
import type { Spool } from './spool.ts';
import type { SpoolEntry } from './spool-entry.ts';

/** One topic on its way out: one batch in flight, so order holds in each of its partitions. */
interface Lane {
  readonly topic: string;
  readonly waiting: SpoolEntry[];
  sending: boolean;
  pauseMs: number;
  batch_max: number;
}

const batchRecords_max = 500;
const firstPauseMs = 50;
const longestPauseMs = 2_000;

export interface SenderCounters {
  sent: number;
  failures: number;
  /** Refused by the log for good, alone in its batch: left out. */
  refusedByLog: number;
  /** How often more waited than memory holds, so that the disk had to be read again. */
  spills: number;
}

/**
 * Sends what is safe on disk to the log, topic by topic, in order, again until it is taken. Holds
 * a bounded number of entries in memory; the rest is read back from the spool when its turn comes,
 * which is also how a new process goes on where the last one stopped.
 */
export class Sender {
  readonly counters: SenderCounters = { sent: 0, failures: 0, refusedByLog: 0, spills: 0 };
  readonly #ports: EnginePorts;
  readonly #log: EventLog;
  readonly #spool: Spool;
  readonly #heldRecords_max: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #idleWaiters: (() => void)[] = [];
  #held = 0;
  /** Entries from `#cursor` on are on disk only. */
  #spilled = true;
  #cursor: number;
  #refilling = false;
  #closed = false;

  constructor(ports: EnginePorts, log: EventLog, spool: Spool, heldRecords_max: number) {
    this.#ports = ports;
    this.#log = log;
    this.#spool = spool;
    this.#heldRecords_max = heldRecords_max;
    this.#cursor = spool.first;
    this.#refill();
  }

  /** Entries that have just become safe, in order. */
  offer(entries: readonly SpoolEntry[]): void {
    if (!this.#spilled && this.#held + entries.length > this.#heldRecords_max) {
      this.counters.spills += 1;
      this.#spilled = true;
      this.#cursor = entries[0]!.position;
    }
    if (this.#spilled) this.#refill();
    else this.#take(entries);
  }

  isIdle(): boolean {
    return this.#held === 0 && !this.#spilled;
  }

  /** Resolves when everything safe so far is sent; never, while the log is away. */
  idle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  close(): void {
    this.#closed = true;
  }

  #take(entries: readonly SpoolEntry[]): void {
    for (const entry of entries) {
      if (entry.position <= this.#spool.acknowledged(entry.topic)) continue;
      const lane = this.#laneOf(entry.topic);
      lane.waiting.push(entry);
      this.#held += 1;
    }
    for (const lane of this.#lanes.values()) this.#pump(lane);
    this.#noteIdle();
  }

  #laneOf(topic: string): Lane {
    let lane = this.#lanes.get(topic);
    if (!lane) {
      lane = { topic, waiting: [], sending: false, pauseMs: firstPauseMs, batch_max: batchRecords_max };
      this.#lanes.set(topic, lane);
    }
    return lane;
  }

  #pump(lane: Lane): void {
    if (lane.sending || lane.waiting.length === 0 || this.#closed) return;
    lane.sending = true;
    const batch = lane.waiting.slice(0, lane.batch_max);
    this.#log
      .append(
        lane.topic,
        batch.map(({ key, value }) => ({ key, value })),
      )
      .then(
        () => this.#sent(lane, batch),
        (error: unknown) => this.#failed(lane, batch, error),
      )
      .catch(() => {
        // Only the spool's bookkeeping can fail here: the entries are sent, and will be again after a restart.
        this.counters.failures += 1;
      });
  }

  async #sent(lane: Lane, batch: readonly SpoolEntry[]): Promise<void> {
    // Too late to be noted: the next life sends it again, and readers drop the repeat.
    if (this.#closed) return;
    this.counters.sent += batch.length;
    lane.pauseMs = firstPauseMs;
    lane.batch_max = batchRecords_max;
    this.#passOver(lane, batch.length);
    await this.#spool.acknowledge(lane.topic, batch.at(-1)!.position);
  }

  async #failed(lane: Lane, batch: readonly SpoolEntry[], error: unknown): Promise<void> {
    this.counters.failures += 1;
    if (error instanceof EngineRefused) {
      // One of them can't be taken, ever: find it by sending them one by one, and leave it out.
      lane.batch_max = 1;
      if (batch.length === 1) {
        this.counters.refusedByLog += 1;
        this.#passOver(lane, 1);
        return this.#spool.acknowledge(lane.topic, batch[0]!.position);
      }
    }
    const pauseMs = lane.pauseMs * (0.5 + this.#ports.random.unit());
    lane.pauseMs = Math.min(longestPauseMs, lane.pauseMs * 2);
    this.#ports.timers.after(pauseMs, () => {
      lane.sending = false;
      this.#pump(lane);
    });
  }

  #passOver(lane: Lane, count: number): void {
    lane.waiting.splice(0, count);
    this.#held -= count;
    lane.sending = false;
    this.#pump(lane);
    if (this.#spilled) this.#refill();
    this.#noteIdle();
  }

  /** Reads the next file's worth from disk when memory has room. */
  #refill(): void {
    if (this.#refilling || this.#closed || this.#held > this.#heldRecords_max / 2) return;
    this.#refilling = true;
    this.#spool.read(this.#cursor).then(
      ({ entries, next }) => {
        this.#refilling = false;
        this.#cursor = next;
        if (next > this.#spool.committed) this.#spilled = false;
        this.#take(entries);
        if (this.#spilled) this.#refill();
      },
      () => {
        this.counters.failures += 1;
        this.#ports.timers.after(longestPauseMs, () => {
          this.#refilling = false;
          this.#refill();
        });
      },
    );
  }

  #noteIdle(): void {
    if (this.isIdle()) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
