import { describe, expect, it } from 'vitest';
import { SiteClock } from './site-clock.ts';

describe('a site’s own time', () => {
  const at = { mono: 0, wall: 1e12 };
  const fresh = () => {
    Object.assign(at, { mono: 0, wall: 1e12 });
    return new SiteClock({ monoMs: () => at.mono, wallMs: () => at.wall });
  };

  it('passes as the monotonic clock does', () => {
    const clock = fresh();
    at.mono += 250;
    at.wall += 250;
    expect(clock.nowMs()).toBe(250);
  });

  it('has passed after a sleep in which the monotonic clock stood still', () => {
    const clock = fresh();
    at.mono += 5;
    at.wall += 60_000;
    expect(clock.nowMs()).toBe(60_000);
  });

  it('never runs back when the wall clock is set back, and still notices a later sleep', () => {
    const clock = fresh();
    at.mono += 100;
    at.wall -= 3_600_000;
    expect(clock.nowMs()).toBe(100);
    at.mono += 20_000;
    at.wall += 20_000;
    expect(clock.nowMs()).toBe(20_100);
    at.wall += 30_000;
    expect(clock.nowMs()).toBe(50_100);
  });

  it('is not hurried by a wall clock of whole milliseconds, however often it is read', () => {
    const clock = fresh();
    for (let tick = 0; tick < 200_000; tick++) {
      at.mono += 0.1;
      at.wall = Math.floor(1e12 + at.mono);
      clock.nowMs();
    }
    expect(clock.nowMs()).toBeLessThan(20_000 * 1.001);
  });
});
