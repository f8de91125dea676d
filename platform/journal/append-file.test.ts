import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendFile } from './append-file.ts';
import { frameRecord, scanRecords } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (text: string) => frameRecord([Buffer.from(text)]);
const textsIn = (path: string) =>
  scanRecords(readFileSync(path)).records.map(({ payload }) => payload.toString());

describe('a file that only grows', () => {
  it('has on disk what was appended when the commit resolves, many in one sync, in order', async () => {
    const path = join(folder, 'a');
    const file = await AppendFile.open(path);
    const order: number[] = [];
    const commits = Array.from({ length: 100 }, (_, i) => {
      file.append(record(`${i}`));
      return file.commit().then(() => order.push(i));
    });
    await Promise.all(commits);
    expect(textsIn(path)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(file.counters.syncs).toBeLessThan(10);
    await file.close();
  });

  it('is cut to its good bytes when it is opened again', async () => {
    const path = join(folder, 'a');
    const first = await AppendFile.open(path);
    first.append(record('one'));
    first.append(record('two'));
    await first.close();
    appendFileSync(path, record('three').subarray(0, 9));
    const { goodBytes, records } = scanRecords(readFileSync(path));
    expect(records).toHaveLength(2);
    const second = await AppendFile.open(path, goodBytes);
    second.append(record('four'));
    await second.close();
    expect(textsIn(path)).toEqual(['one', 'two', 'four']);
  });

  it('believes nothing more after a write that failed', async () => {
    const file = await AppendFile.open(join(folder, 'a'));
    await file.close();
    file.append(record('late'));
    await expect(file.commit()).rejects.toThrow(/closed/);
  });
});

describe('records', () => {
  it('end at the first that is torn or damaged, wherever the tear is', () => {
    const whole = Buffer.concat(['one', 'two', 'three'].map(record));
    const boundaries = [0, record('one').length, record('one').length + record('two').length, whole.length];
    for (let bytes = 0; bytes <= whole.length; bytes++) {
      const { goodBytes, records } = scanRecords(whole.subarray(0, bytes));
      expect(goodBytes).toBe(Math.max(...boundaries.filter((each) => each <= bytes)));
      expect(records).toHaveLength(boundaries.indexOf(goodBytes));
    }
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x40;
      expect(scanRecords(damaged).goodBytes).toBeLessThanOrEqual(at);
    }
  });

  it('survive a file that was cut short by the machine', async () => {
    const path = join(folder, 'a');
    const file = await AppendFile.open(path);
    file.append(record('one'));
    file.append(record('two'));
    await file.close();
    truncateSync(path, record('one').length + 3);
    expect(textsIn(path)).toEqual(['one']);
  });
});
