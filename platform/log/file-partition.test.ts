import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FilePartition, type FilePartitionOptions } from './file-partition.ts';
import { partitionOf } from './partition.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: Partial<FilePartitionOptions> = {}) =>
  FilePartition.open({
    folder,
    onFailure: (error) => {
      throw error;
    },
    ...options,
  });
const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: Buffer.from(`value ${from + i}`) }));

/** Everything from `from`, as a reader would fetch it. */
async function readAll(partition: FilePartition, from = 0, bytes = 1_000): Promise<string[]> {
  const texts: string[] = [];
  for (let at = from; at < partition.end; ) {
    const batch = await partition.read(at, bytes);
    expect(batch[0]!.offset).toBeGreaterThanOrEqual(at);
    texts.push(...batch.map((record) => `${record.offset}:${record.key}=${Buffer.from(record.value)}`));
    at = batch.at(-1)!.offset + 1;
  }
  return texts;
}
const expected = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i}:k${from + i}=value ${from + i}`);

describe('a partition in files', () => {
  it('gives every record from any offset, over segments and restarts', async () => {
    const first = await open({ segmentBytes_max: 3_000 });
    for (let at = 0; at < 500; at += 20) await first.append(records(at, 20));
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    expect(await readAll(first)).toEqual(expected(0, 500));
    await first.close();
    const second = await open({ segmentBytes_max: 3_000 });
    expect(second.end).toBe(500);
    await second.append(records(500, 5));
    for (const from of [0, 1, 63, 64, 65, 250, 499, 503])
      expect(await readAll(second, from)).toEqual(expected(from, 505));
    await second.close();
  });

  it('takes appends at once, each whole and in order', async () => {
    const partition = await open({ segmentBytes_max: 2_000 });
    await Promise.all(Array.from({ length: 30 }, (_, i) => partition.append(records(i * 10, 10))));
    expect(await readAll(partition)).toEqual(expected(0, 300));
    await partition.close();
  });

  it('cuts a torn tail and goes on at its offset', async () => {
    const first = await open();
    await first.append(records(0, 10));
    await first.close();
    appendFileSync(join(folder, readdirSync(folder)[0]!), Buffer.from([0, 0, 0, 30, 1, 1, 1, 1, 0, 1]));
    const second = await open();
    expect(second.counters.bytesCut).toBe(10);
    await second.append(records(10, 5));
    expect(await readAll(second)).toEqual(expected(0, 15));
    await second.close();
  });

  it('drops its oldest segments beyond its limit, and gives old readers the first it still has', async () => {
    const partition = await open({ segmentBytes_max: 1_000, partitionBytes_max: 3_000 });
    for (let at = 0; at < 400; at += 10) await partition.append(records(at, 10));
    expect(partition.counters.segmentsDropped).toBeGreaterThan(0);
    expect(partition.start).toBeGreaterThan(0);
    expect(await readAll(partition, 0)).toEqual(expected(partition.start, 400));
    await partition.close();
  });

  it('gives a record longer than what was asked for', async () => {
    const first = await open();
    const long = Buffer.alloc(300_000, 7);
    await first.append([{ key: 'long', value: long }, ...records(1, 2)]);
    await first.close();
    const second = await open();
    expect((await second.read(0, 10))[0]!.value.byteLength).toBe(300_000);
    expect((await readAll(second, 1)).length).toBe(2);
    await second.close();
  });
});

describe('the partition of a key', () => {
  it("is Kafka's own: murmur2, the vectors of its test", () => {
    const whole = 0x7fffffff;
    for (const [key, hash] of [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
    ] as const)
      expect(partitionOf(key, whole)).toBe((hash & whole) % whole);
  });
});
