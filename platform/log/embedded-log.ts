import type { EngineChannel } from '../embedded/channel.ts';
import { limits } from '../embedded/protocol.ts';
import { EngineRefused } from '../engine-errors.ts';
import { PartitionReader } from './partition-reader.ts';
import type { Batch, EventLog, LogRecord, Reader, StoredRecord } from './port.ts';

const appendBytes_max = 4 * 1024 * 1024;

/** The log port on the embedded engine. */
export class EmbeddedLog implements EventLog {
  readonly #channel: EngineChannel;

  constructor(channel: EngineChannel) {
    this.#channel = channel;
  }

  async partitions(topic: string): Promise<number> {
    return (await this.#channel.ask('partitions', { topic })).answer.count;
  }

  async append(topic: string, records: readonly LogRecord[]): Promise<void> {
    for (const part of inFrames(records)) {
      const keys = part.map((record) => record.key);
      await this.#channel.ask('append', { topic, keys }, { blobs: part.map((record) => record.value) });
    }
  }

  read(
    topic: string,
    positions: ReadonlyMap<number, bigint>,
    onBatch: (batch: Batch) => Promise<void>,
  ): Reader {
    return new TopicReader(this.#channel, this, topic, positions, onBatch);
  }

  async ends(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const { ends } = (await this.#channel.ask('ends', { topic })).answer;
    return new Map(ends.map((end, partition) => [partition, BigInt(end)]));
  }

  /** One fetch: records of one partition, or none after `waitMs`. */
  async fetch(topic: string, partition: number, from: bigint, waitMs: number): Promise<StoredRecord[]> {
    const { answer, blobs } = await this.#channel.ask(
      'fetch',
      { topic, partition, from: Number(from), bytes: limits.fetchBytes_max, waitMs },
      { deadlineMs: waitMs + 2_000 },
    );
    return answer.keys.map((key, i) => ({
      key,
      value: blobs[i]!,
      partition,
      offset: BigInt(answer.offsets[i]!),
    }));
  }
}

function* inFrames(records: readonly LogRecord[]): Generator<readonly LogRecord[]> {
  let part: LogRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const own = record.value.byteLength + record.key.length;
    if (record.value.byteLength > limits.recordBytes_max)
      throw new EngineRefused('log', `a record of ${record.value.byteLength} bytes is over its limit`);
    if (part.length >= limits.recordsInAppend_max || (part.length > 0 && bytes + own > appendBytes_max)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += own;
  }
  if (part.length > 0) yield part;
}

/** One loop for each partition, as soon as it is known how many there are. */
class TopicReader implements Reader {
  readonly #loops: PartitionReader[] = [];
  readonly #started: Promise<void>;
  #closed = false;
  #stopWaiting: () => void = () => {};

  constructor(
    channel: EngineChannel,
    log: EmbeddedLog,
    topic: string,
    positions: ReadonlyMap<number, bigint>,
    onBatch: (batch: Batch) => Promise<void>,
  ) {
    this.#started = this.#start(channel, log, topic, positions, onBatch);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWaiting();
    await this.#started;
    await Promise.all(this.#loops.map((loop) => loop.close()));
  }

  async #start(
    channel: EngineChannel,
    log: EmbeddedLog,
    topic: string,
    positions: ReadonlyMap<number, bigint>,
    onBatch: (batch: Batch) => Promise<void>,
  ): Promise<void> {
    while (!this.#closed) {
      const count = await log.partitions(topic).catch(() => undefined);
      if (this.#closed) return;
      if (count !== undefined) {
        for (let partition = 0; partition < count; partition++) {
          const from = positions.get(partition) ?? 0n;
          const fetch = (at: bigint, waitMs: number) => log.fetch(topic, partition, at, waitMs);
          this.#loops.push(new PartitionReader(channel.ports, { topic, partition, from, fetch, onBatch }));
        }
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = channel.ports.timers.after(500, resolve);
        this.#stopWaiting = () => {
          timer.cancel();
          resolve();
        };
      });
    }
  }
}
