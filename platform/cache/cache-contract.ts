import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineAway } from '../engine-errors.ts';
import type { Cache } from './port.ts';

export interface CacheUnderTest {
  readonly cache: Cache;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** What every adapter of the cache port promises. */
export function describeCacheContract(name: string, makeAdapter: () => Promise<CacheUnderTest>): void {
  describe(`cache, ${name}`, () => {
    let engine: CacheUnderTest;
    beforeAll(async () => {
      engine = await makeAdapter();
    });
    afterAll(() => engine?.close());

    it('gives what was set, until its time is over', async () => {
      const { cache } = engine;
      await cache.set('a', 'one', 60_000);
      await cache.set('b', 'two', 80);
      expect(await cache.get('a')).toBe('one');
      expect(await cache.get('b')).toBe('two');
      expect(await cache.get('none')).toBeUndefined();
      await pause(150);
      expect(await cache.get('b')).toBeUndefined();
      await cache.delete('a');
      expect(await cache.get('a')).toBeUndefined();
    });

    it('refuses what a former owner writes, and takes it from the same or a later one', async () => {
      const { cache } = engine;
      expect(await cache.setOwned('call', 5, 'five', 60_000)).toBe(true);
      expect(await cache.setOwned('call', 4, 'four', 60_000)).toBe(false);
      expect(await cache.getOwned('call')).toEqual({ epoch: 5, value: 'five' });
      expect(await cache.setOwned('call', 5, 'five again', 60_000)).toBe(true);
      expect(await cache.setOwned('call', 6, 'six', 60_000)).toBe(true);
      expect(await cache.getOwned('call')).toEqual({ epoch: 6, value: 'six' });
      await cache.delete('call');
      expect(await cache.getOwned('call')).toBeUndefined();
    });

    it('lets the highest epoch win whichever comes first', async () => {
      const { cache } = engine;
      await Promise.all([3, 9, 1, 7, 5].map((epoch) => cache.setOwned('race', epoch, `${epoch}`, 60_000)));
      expect(await cache.getOwned('race')).toEqual({ epoch: 9, value: '9' });
    });

    it('counts, and forgets the count a time after its first increment', async () => {
      const { cache } = engine;
      const counts = await Promise.all(Array.from({ length: 10 }, () => cache.increment('n', 2, 200)));
      expect(counts.sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
      await pause(120);
      expect(await cache.increment('n', 1, 200)).toBe(21);
      await pause(120);
      expect(await cache.increment('n', 1, 200)).toBe(1);
    });

    it('says that it is away within the deadline', async () => {
      engine.cut();
      const startedMs = Date.now();
      await expect(engine.cache.get('a')).rejects.toThrow(EngineAway);
      expect(Date.now() - startedMs).toBeLessThan(3_000);
      engine.mend();
      await engine.cache.set('back', 'yes', 1_000);
      expect(await engine.cache.get('back')).toBe('yes');
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
