import { describe, expect, it } from 'vitest';
import { admit, admits, type Breaker, closedBreaker, recordOutcome, usualLimits } from './breaker.ts';

const limits = usualLimits;
const outcome = (ok: boolean, atMono: number, tookMs = 1) => ({ ok, tookMs, sentMono: atMono - tookMs });

function following(
  breaker: Breaker,
  outcomes: readonly (readonly [ok: boolean, atMono: number, tookMs?: number])[],
) {
  return outcomes.reduce(
    (now, [ok, atMono, tookMs]) => recordOutcome(now, outcome(ok, atMono, tookMs), atMono, limits),
    breaker,
  );
}

const opened = following(closedBreaker(0), [
  [false, 10],
  [false, 11],
  [false, 12],
]);

describe('the breaker', () => {
  it('opens after three failures in a row, not after two and a success', () => {
    expect(opened.state).toBe('open');
    const shaky = following(closedBreaker(0), [
      [false, 10],
      [false, 11],
      [true, 12],
      [false, 13],
      [false, 14],
    ]);
    expect(shaky.state).toBe('closed');
  });

  it('counts an answer that came too late as a failure', () => {
    const slow = following(closedBreaker(0), [
      [true, 2000, limits.slowMs + 1],
      [true, 2001, limits.slowMs + 1],
      [true, 2002, limits.slowMs + 1],
    ]);
    expect(slow.state).toBe('open');
  });

  it('opens when most answers fail although some are good', () => {
    let breaker = closedBreaker(0);
    for (let n = 1; n < 60 && breaker.state === 'closed'; n++)
      breaker = following(breaker, [[n % 3 === 0, n * 10]]);
    expect(breaker.state).toBe('open');
  });

  it('lets nothing through while open, then one at a time', () => {
    expect(admits(opened, 12 + limits.openMs - 1, limits)).toBe(false);
    const first = admit(opened, 12 + limits.openMs, limits);
    expect(first).toMatchObject({ admitted: true, breaker: { state: 'half-open' } });
    expect(admits(first.breaker, 12 + limits.openMs + 1, limits)).toBe(false);
  });

  it('closes after two good trials and opens for twice as long after a bad one', () => {
    const trial = admit(opened, 300, limits).breaker;
    const one = recordOutcome(trial, { ok: true, tookMs: 1, sentMono: 300 }, 301, limits);
    expect(one.state).toBe('half-open');
    const second = admit(one, 302, limits).breaker;
    expect(recordOutcome(second, { ok: true, tookMs: 1, sentMono: 302 }, 303, limits).state).toBe('closed');
    expect(recordOutcome(second, { ok: false, tookMs: 1, sentMono: 302 }, 303, limits)).toEqual({
      state: 'open',
      untilMono: 303 + 2 * limits.openMs,
      pauseMs: 2 * limits.openMs,
    });
  });

  it('learns nothing from what was sent before it opened or before it closed', () => {
    const trial = admit(opened, 300, limits).breaker;
    const old = { ok: false, tookMs: 295, sentMono: 5 };
    expect(recordOutcome(trial, old, 300, limits)).toBe(trial);
    expect(recordOutcome(opened, old, 300, limits)).toBe(opened);
    const closedAgain = closedBreaker(400);
    expect(recordOutcome(closedAgain, { ok: false, tookMs: 100, sentMono: 350 }, 450, limits)).toBe(
      closedAgain,
    );
  });

  it('does not wait for ever for a trial that never came back', () => {
    const trial = admit(opened, 300, limits).breaker;
    expect(admits(trial, 300 + 2 * limits.slowMs, limits)).toBe(false);
    expect(admits(trial, 301 + 2 * limits.slowMs, limits)).toBe(true);
  });
});
