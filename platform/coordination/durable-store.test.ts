import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { type DurableStore, openDurableStore } from './durable-store.ts';

let folder: string;
const clock = new SimulatedTime();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-coordination-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (journalBytes_max?: number): Promise<DurableStore> =>
  openDurableStore({
    folder,
    clock,
    newStoreId: 'first',
    ...(journalBytes_max && { journalBytes_max }),
    onFailure: (error) => {
      throw error;
    },
  });

describe('a coordination store on disk', () => {
  it('is the same store after a restart, and its revisions go on', async () => {
    const first = await open();
    first.store.put('/a', '1');
    const lease = first.store.grantLease(5_000);
    first.store.put('/b', '2', lease);
    first.store.delete('/a');
    await first.kept();
    // No close: as a kill leaves it.
    const second = await open();
    expect(second.store.snapshot()).toEqual(first.store.snapshot());
    expect(second.store.changesAfter('/', 0)).toHaveLength(3);
    expect(second.store.put('/c', '3')).toBe(first.store.revision + 1);
    expect(second.store.grantLease(5_000)).not.toBe(lease);
    await second.close();
    const third = await open();
    expect(third.store.snapshot()).toEqual(second.store.snapshot());
    await third.close();
    await first.close();
  });

  it('turns its journal over under load, keeps everything, and stays small', async () => {
    const first = await open(8_000);
    for (let round = 0; round < 60; round++) {
      for (let i = 0; i < 20; i++) first.store.put(`/k${i % 7}`, `${round}-${i}`);
      await first.kept();
    }
    const second = await open(8_000);
    expect(second.store.snapshot()).toEqual(first.store.snapshot());
    await first.close();
    await second.close();
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(40_000);
  });

  it('forgets a torn tail, and nothing before it', async () => {
    const first = await open();
    first.store.put('/a', '1');
    await first.close();
    const journal = readdirSync(folder).find((name) => name.startsWith('journal-'))!;
    appendFileSync(join(folder, journal), Buffer.from([0, 0, 0, 80, 1, 2, 3]));
    const second = await open();
    expect(second.store.get('/a')?.value).toBe('1');
    second.store.put('/b', '2');
    await second.close();
    const third = await open();
    expect(third.store.list('/').entries.map((entry) => entry.value)).toEqual(['1', '2']);
    await third.close();
  });
});
