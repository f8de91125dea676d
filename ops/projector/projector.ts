import type { Metrics } from '../../kernel/ports/metrics.ts';
import type { Batch, EventLog, Reader } from '../../platform/log/port.ts';
import type { Sql, SqlTransaction } from '../../platform/sql/port.ts';
import { Projection } from './projection.ts';
import type { Regions } from './regions.ts';
import { upsert } from './table.ts';
import { type PositionRow, tables } from './tables.ts';
import { readRecord, recordTopics, type Taken } from './topics.ts';

/**
 * Reads the log and writes the records, exactly once in effect: reading positions are committed with
 * the rows that they made. Batches of all topics go one transaction after the other; a batch that
 * fails is read again. It may be stopped anywhere and started anywhere else.
 */
export interface ProjectorParts {
  readonly log: EventLog;
  readonly sql: Sql;
  readonly metrics: Metrics;
  readonly regions: Regions;
  readonly callsAtHand: number;
  /** Records of the log that may go into one transaction; at least one batch does. */
  readonly batchEvents: number;
  /** Told of each failure: SQL away, mostly. The batch comes again. */
  onTrouble(error: unknown): void;
}

interface Waiting {
  readonly batch: Batch;
  done(): void;
  failed(error: unknown): void;
}

/** All projectors of the cluster share one line of positions; the last one's commit decides. */
const positionRegion = 'cluster';

export class Projector {
  readonly #parts: ProjectorParts;
  readonly #projection: Projection;
  readonly #readers: Reader[] = [];
  #positions = new Map<string, number>();
  #waiting: Waiting[] = [];
  #running = false;
  #closed = false;
  readonly counters = {
    batches: 0,
    facts: 0,
    repeats: 0,
    undecodable: 0,
    failures: 0,
    skippedOffsets: 0,
    leftOut: 0,
  };

  constructor(parts: ProjectorParts) {
    this.#parts = parts;
    this.#projection = new Projection(parts.regions, parts.callsAtHand);
    const facts = parts.metrics.counter(
      'tandem_ops_facts_total',
      'Facts taken into records, and repeats dropped',
    );
    this.#count = (kind, count) => facts.add(count, { kind });
  }

  readonly #count: (kind: string, count: number) => void;

  /** Rejects with `EngineAway` when SQL can't say where to go on; start again later. */
  async start(): Promise<void> {
    this.#positions = await readPositions(this.#parts.sql);
    for (const topic of recordTopics) {
      const from = positionsOf(this.#positions, topic);
      this.#readers.push(this.#parts.log.read(topic, from, (batch) => this.#offer(batch)));
    }
  }

  /** The next offset to be taken, as last committed by this projector; 0 before. */
  position(topic: string, partition: number): number {
    return this.#positions.get(positionKey(topic, partition)) ?? 0;
  }

  /** Readers first, then what they had handed over. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { failed } of this.#waiting.splice(0)) failed(new Error('the projector is closing'));
    await Promise.all(this.#readers.map((reader) => reader.close()));
  }

  /** A large batch goes in parts; when a later part fails, the first ones are known by their offsets. */
  async #offer(batch: Batch): Promise<void> {
    const { batchEvents } = this.#parts;
    for (let from = 0; from < batch.records.length; from += batchEvents) {
      const records = batch.records.slice(from, from + batchEvents);
      const known = this.#positions.get(positionKey(batch.topic, batch.partition)) ?? 0;
      if (Number(records.at(-1)!.offset) >= known) await this.#enqueue({ ...batch, records });
    }
  }

  #enqueue(batch: Batch): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the projector is closing'));
    return new Promise((done, failed) => {
      this.#waiting.push({ batch, done, failed });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const turn = this.#takeTurn();
      try {
        await this.#project(turn.map((each) => each.batch));
        for (const each of turn) each.done();
      } catch (error) {
        this.counters.failures += 1;
        this.#projection.forget();
        this.#positions = new Map();
        this.#parts.onTrouble(error);
        for (const each of turn) each.failed(error);
      }
    }
    this.#running = false;
  }

  #takeTurn(): Waiting[] {
    let records = 0;
    let count = 0;
    for (const { batch } of this.#waiting) {
      records += batch.records.length;
      if (count > 0 && records > this.#parts.batchEvents) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #project(batches: readonly Batch[]): Promise<void> {
    const outcome = await this.#parts.sql.transaction(async (tx) => {
      const stored = await this.#storedPositions(tx, batches);
      const taken: Taken[] = [];
      const positions: PositionRow[] = [];
      let undecodable = 0;
      let skipped = 0;
      for (const batch of batches) {
        const key = positionKey(batch.topic, batch.partition);
        const from = stored.get(key) ?? 0;
        skipped += Math.max(0, Number(batch.records[0]!.offset) - from);
        for (const record of batch.records) {
          if (Number(record.offset) < from) continue;
          const read = readRecord(batch.topic, record);
          if (read) taken.push(read);
          else undecodable += 1;
        }
        const next = Math.max(from, Number(batch.records.at(-1)!.offset) + 1);
        const at = { topic: batch.topic, partition: batch.partition };
        positions.push({ region: positionRegion, ...at, next_offset: next });
      }
      const applied = await this.#projection.apply(tx, taken);
      await upsert(tx, tables.position, positions);
      return { applied, positions, undecodable, skipped };
    });
    outcome.applied.commit();
    for (const row of outcome.positions) {
      this.#positions.set(positionKey(row.topic!, row.partition!), row.next_offset!);
    }
    this.counters.batches += 1;
    this.counters.facts += outcome.applied.facts;
    this.counters.repeats += outcome.applied.repeats;
    this.counters.leftOut += outcome.applied.leftOut;
    this.counters.undecodable += outcome.undecodable;
    this.counters.skippedOffsets += outcome.skipped;
    this.#count('taken', outcome.applied.facts);
    this.#count('repeat', outcome.applied.repeats);
    this.#count('undecodable', outcome.undecodable);
    this.#count('over-limit', outcome.applied.leftOut);
  }

  /** Where SQL says that we are. When it is not where we thought, somebody else wrote: we forget what we hold. */
  async #storedPositions(tx: SqlTransaction, batches: readonly Batch[]): Promise<Map<string, number>> {
    const rows = await tx.query<PositionRow>(
      'SELECT * FROM projector_position WHERE region = $1 AND topic = ANY($2)',
      [positionRegion, [...new Set(batches.map((batch) => batch.topic))]],
    );
    const stored = new Map(rows.map((row) => [positionKey(row.topic!, row.partition!), row.next_offset!]));
    for (const [key, offset] of stored) {
      if (this.#positions.get(key) === offset) continue;
      this.#projection.forget();
      this.#positions = new Map([...this.#positions, ...stored]);
      break;
    }
    return stored;
  }
}

export async function readPositions(sql: Pick<Sql, 'query'>): Promise<Map<string, number>> {
  const rows = await sql.query<PositionRow>('SELECT * FROM projector_position WHERE region = $1', [
    positionRegion,
  ]);
  return new Map(rows.map((row) => [positionKey(row.topic!, row.partition!), row.next_offset!]));
}

/** The positions of one topic, as a reader of the log wants them. */
export function positionsOf(positions: ReadonlyMap<string, number>, topic: string): Map<number, bigint> {
  const own = new Map<number, bigint>();
  for (const [key, offset] of positions) {
    const [name, partition] = key.split('#');
    if (name === topic) own.set(Number(partition), BigInt(offset));
  }
  return own;
}

export function positionKey(topic: string, partition: number): string {
  return `${topic}#${partition}`;
}
