import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';
import { systemTimers } from './system-timers.ts';

describe('timers of the machine', () => {
  it('never run before they are due', async () => {
    for (const delayMs of [0, 0.4, 1, 1.7, 5.3, 12]) {
      const setMono = systemClock.monoMs();
      await new Promise<void>((resolve) => systemTimers.after(delayMs, resolve));
      expect(systemClock.monoMs() - setMono).toBeGreaterThanOrEqual(delayMs);
    }
  });

  it('repeat without drifting', async () => {
    const startMono = systemClock.monoMs();
    let turns = 0;
    await new Promise<void>((resolve) => {
      const timer = systemTimers.every(10, () => {
        turns += 1;
        if (turns < 20) return;
        timer.cancel();
        resolve();
      });
    });
    expect(systemClock.monoMs() - startMono).toBeGreaterThanOrEqual(199.9);
  });

  it('do not run again once they are cancelled, from inside a turn too', async () => {
    let turns = 0;
    const timer = systemTimers.every(2, () => {
      turns += 1;
      timer.cancel();
    });
    const never = systemTimers.after(3, () => {
      turns += 100;
    });
    never.cancel();
    never.cancel();
    await new Promise<void>((resolve) => systemTimers.after(20, resolve));
    expect(turns).toBe(1);
  });
});
