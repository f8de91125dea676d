import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identityHolds, identityOf, outcomes } from './identity.ts';

const call = fc
  .record({ startedAt: fc.nat(100), lasts: fc.option(fc.nat(50)), outcome: fc.constantFrom(...outcomes) })
  .map(({ startedAt, lasts, outcome }) => ({
    startedAt,
    endedAt: lasts === null ? null : startedAt + lasts,
    outcome: lasts === null ? null : outcome,
  }));

it('the identity holds on every interval, and an interval carries out what the next carries in', () => {
  fc.assert(
    fc.property(fc.array(call), fc.nat(60), (calls, fromMs) => {
      const here = identityOf(calls, fromMs, fromMs + 20);
      const next = identityOf(calls, fromMs + 20, fromMs + 40);
      expect(identityHolds(here)).toBe(true);
      expect(next.carriedIn).toBe(here.carriedOut);
    }),
  );
});

it('a call that ended without an outcome breaks it', () => {
  const broken = [{ startedAt: 1, endedAt: 2, outcome: null }];
  expect(identityHolds(identityOf(broken, 0, 10))).toBe(false);
});
