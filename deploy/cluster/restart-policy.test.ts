import { describe, expect, it } from 'vitest';
import {
  afterDeath,
  firstBackOffMs,
  freshRestartState,
  longestBackOffMs,
  steadyAfterMs,
} from './restart-policy.ts';

describe('a process that dies unasked', () => {
  it('is started again soon, and later each time it dies early', () => {
    let state = freshRestartState;
    const waits: number[] = [];
    for (let death = 0; death < 8; death++) {
      const next = afterDeath(state, 100);
      waits.push(next.waitMs);
      state = next.state;
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
    expect(waits.at(-1)).toBe(longestBackOffMs);
  });

  it('earns its quick restart again by staying up', () => {
    const tired = { nextBackOffMs: 8000 };
    expect(afterDeath(tired, steadyAfterMs).waitMs).toBe(firstBackOffMs);
    expect(afterDeath(tired, steadyAfterMs - 1).waitMs).toBe(8000);
  });
});
