import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineAway } from '../engine-errors.ts';
import { partitionOf } from './partition.ts';
import type { EventLog, LogRecord, StoredRecord } from './port.ts';

export interface LogUnderTest {
  connect(): Promise<LogConnection>;
  close(): Promise<void>;
}

export interface LogConnection {
  readonly log: EventLog;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** What every adapter of the log port promises. */
export function describeLogContract(name: string, makeAdapter: () => Promise<LogUnderTest>): void {
  describe(`log, ${name}`, () => {
    let engine: LogUnderTest;
    let here: LogConnection;
    let there: LogConnection;
    let topics = 0;
    const fresh = () => `topic-${++topics}`;

    beforeAll(async () => {
      engine = await makeAdapter();
      [here, there] = [await engine.connect(), await engine.connect()];
    });
    afterAll(async () => {
      await here?.close();
      await there?.close();
      await engine?.close();
    });

    it('keeps the order of a key, and puts a key always in the same partition', async () => {
      const topic = fresh();
      const count = await here.log.partitions(topic);
      const records = numbered(300, 7);
      for (let at = 0; at < records.length; at += 50)
        await here.log.append(topic, records.slice(at, at + 50));
      const seen = await readAll(there.log, topic, records.length);
      for (let key = 0; key < 7; key++) {
        const own = seen.filter((record) => record.key === `k${key}`);
        expect(own.map(textOf)).toEqual(records.filter((r) => r.key === `k${key}`).map(textOf));
        expect(new Set(own.map((record) => record.partition))).toEqual(
          new Set([partitionOf(`k${key}`, count)]),
        );
      }
    });

    it('gives each partition rising offsets, and its end', async () => {
      const topic = fresh();
      await here.log.append(topic, numbered(40, 10));
      const seen = await readAll(there.log, topic, 40);
      const ends = await there.log.ends(topic);
      for (const [partition, end] of ends) {
        const offsets = seen.filter((r) => r.partition === partition).map((r) => r.offset);
        expect(offsets).toEqual([...offsets].sort((a, b) => (a < b ? -1 : 1)));
        if (offsets.length > 0) expect(end).toBe(offsets.at(-1)! + 1n);
      }
      expect([...ends.values()].reduce((sum, end) => sum + end, 0n)).toBe(40n);
    });

    it('reads from the positions given, and goes on as records come', async () => {
      const topic = fresh();
      await here.log.append(topic, numbered(20, 5));
      const positions = await there.log.ends(topic);
      const seen: string[] = [];
      const reader = there.log.read(topic, positions, async (batch) => {
        seen.push(...batch.records.map(textOf));
      });
      await here.log.append(topic, [{ key: 'k1', value: Buffer.from('new') }]);
      await eventually(() => expect(seen).toEqual(['new']));
      await here.log.append(topic, [{ key: 'k1', value: Buffer.from('newer') }]);
      await eventually(() => expect(seen).toEqual(['new', 'newer']));
      await reader.close();
      await here.log.append(topic, [{ key: 'k1', value: Buffer.from('after') }]);
      await pause(100);
      expect(seen).toHaveLength(2);
    });

    it('gives the same batch again when its receiver rejects, before anything later', async () => {
      const topic = fresh();
      await here.log.append(topic, [{ key: 'a', value: Buffer.from('1') }]);
      const seen: string[] = [];
      let refusals = 2;
      const reader = there.log.read(topic, new Map(), async (batch) => {
        seen.push(batch.records.map(textOf).join());
        if (refusals-- > 0) throw new Error('not now');
      });
      await eventually(() => expect(seen.length).toBeGreaterThan(0));
      await here.log.append(topic, [{ key: 'a', value: Buffer.from('2') }]);
      await eventually(() => expect(seen).toEqual(['1', '1', '1', '2']));
      await reader.close();
    });

    it('has one batch of a partition with its receiver at a time, and close waits for it', async () => {
      const topic = fresh();
      let inside = 0;
      let most = 0;
      let finished = 0;
      const reader = there.log.read(topic, new Map(), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await pause(50);
        inside -= 1;
        finished += 1;
      });
      for (let i = 0; i < 5; i++) await here.log.append(topic, [{ key: 'a', value: Buffer.from(`${i}`) }]);
      await eventually(() => expect(finished).toBeGreaterThan(0));
      await reader.close();
      expect(inside).toBe(0);
      expect(most).toBe(1);
    });

    it('lets a reader go on where it was after a lost connection', async () => {
      const topic = fresh();
      const seen: string[] = [];
      const reader = there.log.read(topic, new Map(), async (batch) => {
        seen.push(...batch.records.map(textOf));
      });
      await here.log.append(topic, [{ key: 'a', value: Buffer.from('1') }]);
      await eventually(() => expect(seen).toEqual(['1']));
      there.cut();
      await here.log.append(topic, [{ key: 'a', value: Buffer.from('2') }]);
      await pause(50);
      there.mend();
      await eventually(() => expect(seen).toEqual(['1', '2']));
      await reader.close();
    });

    it('says that it is away within the deadline', async () => {
      const topic = fresh();
      there.cut();
      const startedMs = Date.now();
      await expect(there.log.append(topic, numbered(1, 1))).rejects.toThrow(EngineAway);
      expect(Date.now() - startedMs).toBeLessThan(3_000);
      there.mend();
      await eventually(() => there.log.append(topic, numbered(1, 1)));
    });

    it('takes and gives values of any bytes, long ones too', async () => {
      const topic = fresh();
      const long = new Uint8Array(700_000).map((_, i) => i * 31);
      await here.log.append(topic, [
        { key: 'a', value: new Uint8Array(0) },
        { key: 'a', value: long },
        { key: '键', value: Uint8Array.of(0, 255) },
      ]);
      const seen = await readAll(there.log, topic, 3);
      expect(seen.map((record) => record.value.byteLength).sort((a, b) => a - b)).toEqual([0, 2, 700_000]);
      expect(Buffer.compare(seen.find((r) => r.value.byteLength === 700_000)!.value, long)).toBe(0);
      expect(seen.some((record) => record.key === '键')).toBe(true);
    });
  });
}

function numbered(count: number, keys: number): LogRecord[] {
  return Array.from({ length: count }, (_, i) => ({ key: `k${i % keys}`, value: Buffer.from(`${i}`) }));
}

function textOf(record: LogRecord): string {
  return Buffer.from(record.value).toString();
}

/** Reads a topic from its start until so many records have come. */
export async function readAll(log: EventLog, topic: string, count: number): Promise<StoredRecord[]> {
  const seen: StoredRecord[] = [];
  const reader = log.read(topic, new Map(), async (batch) => {
    seen.push(...batch.records);
  });
  try {
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(count));
  } finally {
    await reader.close();
  }
  return seen;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function eventually(check: () => unknown, withinMs = 5_000): Promise<void> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw error;
    }
    await pause(10);
  }
}
