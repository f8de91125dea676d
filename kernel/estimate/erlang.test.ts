import { describe, expect, it } from 'vitest';
import { delayRisk, erlangC, erlangWaitMs } from './erlang.ts';

describe('Erlang C', () => {
  it('gives the textbook value for ten agents and eight erlangs', () => {
    expect(erlangC(10, 8)).toBeCloseTo(0.409, 3);
  });

  it('gives the mean waits of ten pooled and of single sites of thirty agents, calls of 180 s', () => {
    expect(erlangWaitMs(30, 0.92 * 30, 180_000) / 1000).toBeCloseTo(41.8, 0);
    expect(erlangWaitMs(300, 0.92 * 300, 180_000) / 1000).toBeCloseTo(0.76, 1);
  });

  it('makes everybody wait, for ever, when the load is not below the agents', () => {
    expect(erlangC(5, 5)).toBe(1);
    expect(erlangWaitMs(5, 5, 1000)).toBe(Number.POSITIVE_INFINITY);
    expect(erlangC(0, 0)).toBe(1);
  });

  it('makes nobody wait without load', () => {
    expect(erlangC(5, 0)).toBe(0);
    expect(delayRisk(5, 0)).toBe(0);
  });
});

describe('the risk of waiting at bounded cost', () => {
  it('stays within 0.03 of Erlang C from one agent to thousands', () => {
    for (const servers of [1, 2, 5, 20, 64, 65, 100, 1000, 5000]) {
      for (const occupancy of [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99]) {
        const load = servers * occupancy;
        expect(Math.abs(delayRisk(servers, load) - erlangC(servers, load))).toBeLessThan(0.03);
      }
    }
  });

  it('rises with the load', () => {
    let last = -1;
    for (let load = 0; load < 30; load += 0.5) {
      expect(delayRisk(30, load)).toBeGreaterThanOrEqual(last);
      last = delayRisk(30, load);
    }
  });
});
