import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { systemClock } from './system-clock.ts';

/** The longest delay that Node takes in one piece; longer ones are waited for in several. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Timers on the event loop. Node may fire a timeout up to a millisecond early by the monotonic
 * clock; here a timer never runs before it is due. A repeating timer does not drift: each turn is
 * due one period after the one before was due, and turns that were missed altogether are left out.
 */
export function createSystemTimers(clock: Clock = systemClock): Timers {
  return {
    after: (delayMs, run) => at(clock, clock.monoMs() + Math.max(0, delayMs), run),
    every: (periodMs, run) => {
      let dueMono = clock.monoMs() + periodMs;
      let cancelled = false;
      const turn = () => {
        dueMono += periodMs;
        const nowMono = clock.monoMs();
        if (dueMono <= nowMono) dueMono = nowMono + periodMs;
        timer = at(clock, dueMono, turn);
        run();
        if (cancelled) timer.cancel();
      };
      let timer = at(clock, dueMono, turn);
      return {
        cancel: () => {
          cancelled = true;
          timer.cancel();
        },
      };
    },
  };
}

export const systemTimers: Timers = createSystemTimers();

function at(clock: Clock, dueMono: number, run: () => void): Timer {
  let handle: NodeJS.Timeout;
  const arm = () => {
    const leftMs = dueMono - clock.monoMs();
    handle = setTimeout(fire, Math.min(Math.max(0, Math.ceil(leftMs)), longestDelayMs));
  };
  const fire = () => {
    if (clock.monoMs() < dueMono) arm();
    else run();
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}
