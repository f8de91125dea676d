/**
 * What happened: the port that Kafka stands behind. Topics have partitions; order holds within a
 * partition; an append is at-least-once, so readers drop repeats by event id. Reading positions are
 * the reader's own business (kept in SQL beside the rows that they made): there are no consumer groups.
 *
 * Every call rejects with `EngineAway` within its deadline when the engine can't be reached.
 */
export interface EventLog {
  /** Number of partitions of a topic, which never shrinks. A topic exists from its first mention. */
  partitions(topic: string): Promise<number>;
  /** Resolves when the broker has taken them all, on all replicas in sync. Partition by hash of the key. */
  append(topic: string, records: readonly LogRecord[]): Promise<void>;
  /**
   * Reads every partition of `topic` from `positions` (a missing one: from the start), and goes on as
   * records come. `onBatch` gets records of one partition, in order; the next batch of that partition
   * waits for its promise. When it rejects, the same batch comes again after a pause.
   */
  read(
    topic: string,
    positions: ReadonlyMap<number, bigint>,
    onBatch: (batch: Batch) => Promise<void>,
  ): Reader;
  /** The offset that the next record of each partition will get. */
  ends(topic: string): Promise<ReadonlyMap<number, bigint>>;
}

export interface LogRecord {
  readonly key: string;
  readonly value: Uint8Array;
}

export interface StoredRecord extends LogRecord {
  readonly partition: number;
  readonly offset: bigint;
}

export interface Batch {
  readonly topic: string;
  readonly partition: number;
  /** Never empty; offsets rise. */
  readonly records: readonly StoredRecord[];
}

export interface Reader {
  close(): Promise<void>;
}
