import { describe, expect, it } from 'vitest';
import { InFlight } from './in-flight.ts';

describe('decisions in flight', () => {
  it('count at their site until its state lists them', () => {
    const inFlight = new InFlight();
    inFlight.add('d1', 'beijing', 'sales', 1000);
    inFlight.add('d2', 'beijing', 'sales', 1000);
    inFlight.add('d3', 'beijing', 'service', 1000);
    expect(inFlight.count('beijing', 'sales')).toBe(2);
    inFlight.settle('d1', 1000);
    expect(inFlight.count('beijing', 'sales')).toBe(1);
    expect(inFlight.count('shanghai', 'sales')).toBe(0);
  });

  it('count at the first site and the second, until one lists them', () => {
    const inFlight = new InFlight();
    inFlight.add('d1', 'beijing', 'sales', 1000);
    inFlight.add('d1', 'shanghai', 'sales', 1000);
    expect([inFlight.count('beijing', 'sales'), inFlight.count('shanghai', 'sales')]).toEqual([1, 1]);
    inFlight.settle('d1', 1000);
    expect([inFlight.count('beijing', 'sales'), inFlight.count('shanghai', 'sales')]).toEqual([0, 0]);
  });

  it('stop counting when their token expires', () => {
    const inFlight = new InFlight();
    inFlight.add('d1', 'beijing', 'sales', 1000);
    inFlight.expire(999);
    expect(inFlight.count('beijing', 'sales')).toBe(1);
    inFlight.expire(1000);
    expect(inFlight.count('beijing', 'sales')).toBe(0);
  });

  it('are not counted by a notice that comes after the arrival, or twice by a repeated one', () => {
    const inFlight = new InFlight();
    inFlight.settle('d1', 5000);
    inFlight.add('d1', 'beijing', 'sales', 1000);
    expect(inFlight.count('beijing', 'sales')).toBe(0);
    inFlight.add('d2', 'beijing', 'sales', 1000);
    inFlight.add('d2', 'beijing', 'sales', 1000);
    expect(inFlight.count('beijing', 'sales')).toBe(1);
  });

  it('have a limit, and say how many went uncounted', () => {
    const inFlight = new InFlight(2);
    for (const id of ['d1', 'd2', 'd3']) inFlight.add(id, 'beijing', 'sales', 1000);
    expect(inFlight.count('beijing', 'sales')).toBe(2);
    expect(inFlight.refusedForLimit).toBe(1);
  });
});
