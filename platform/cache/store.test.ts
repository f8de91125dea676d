import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { EngineRefused } from '../engine-errors.ts';
import { CacheStore } from './store.ts';

describe('the cache store', () => {
  it('forgets what was used least recently when it is full, and counts it', () => {
    const store = new CacheStore(new SimulatedTime(), 3);
    for (const key of ['a', 'b', 'c']) store.set(key, key, 60_000);
    store.get('a');
    store.set('d', 'd', 60_000);
    expect(['a', 'b', 'c', 'd'].map((key) => store.get(key))).toEqual(['a', undefined, 'c', 'd']);
    expect(store.counters.evicted).toBe(1);
  });

  it('keeps plain and owned values of one key apart, and refuses to count with what is no number', () => {
    const store = new CacheStore(new SimulatedTime());
    store.set('k', 'plain', 60_000);
    store.setOwned('k', 2, 'owned', 60_000);
    expect(store.get('k')).toBe('plain');
    expect(store.getOwned('k')).toEqual({ epoch: 2, value: 'owned' });
    expect(() => store.increment('k', 1, 60_000)).toThrow(EngineRefused);
    expect(store.setOwned('k', 1, 'late', 60_000)).toBe(false);
    expect(store.counters.staleRefused).toBe(1);
  });

  it('forgets at its time, on its clock', () => {
    const time = new SimulatedTime();
    const store = new CacheStore(time);
    store.set('k', 'v', 1_000);
    time.run(999);
    expect(store.get('k')).toBe('v');
    time.run(1);
    expect(store.get('k')).toBeUndefined();
  });
});
