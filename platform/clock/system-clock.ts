import type { Clock } from '../../kernel/ports/clock.ts';

/** The machine's own clocks: `performance.now` for durations, `Date.now` for what people read. */
export const systemClock: Clock = {
  monoMs: () => performance.now(),
  wallMs: () => Date.now(),
};
