import { describe, expect, it } from 'vitest';
import {
  type BackendView,
  mayMove,
  type Position,
  placeWrite,
  preferenceOf,
  readOrder,
  type TwinsView,
  wordOfTwin,
} from './twins.ts';

const position = (changes: Partial<Position> = {}): Position => ({
  generation: 0,
  fenced: false,
  head: 0,
  fencedHead: 0,
  replicated: {},
  ...changes,
});
const backend = (id: string, changes: Partial<BackendView> = {}): BackendView => ({
  id,
  usable: true,
  answers: true,
  steady: true,
  position: position(),
  ...changes,
});
const twins = (a: Partial<BackendView> = {}, b: Partial<BackendView> = {}, shareKeys = false): TwinsView => ({
  backends: [backend('a', a), backend('b', b)],
  shareKeys,
});
/** A customer who prefers this back-end. */
const customerOf = (id: string): string => {
  for (let n = 0; ; n++) if (preferenceOf(`c${n}`, twins())[0]!.id === id) return `c${n}`;
};
const homeAt = (id: string, lastSequence = 5) => ({ backend: id, generation: 0, lastSequence });

describe('affinity', () => {
  it('is the same in every process and spreads customers evenly', () => {
    const first = Array.from({ length: 4000 }, (_, n) => preferenceOf(`customer-${n}`, twins())[0]!.id);
    const atA = first.filter((id) => id === 'a').length;
    expect(atA).toBeGreaterThan(1800);
    expect(atA).toBeLessThan(2200);
  });
});

describe('a read', () => {
  it('goes to the preferred back-end, to the other when that is away, and to a fenced one too', () => {
    const customer = customerOf('a');
    expect(readOrder(customer, twins()).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(readOrder(customer, twins({ usable: false, answers: false })).map(({ id }) => id)).toEqual(['b']);
    const fenced = twins({ position: position({ fenced: true, generation: 1 }) });
    expect(readOrder(customer, fenced)[0]!.id).toBe('a');
  });
});

describe("a customer's write", () => {
  const customer = customerOf('a');
  const away = { usable: false, answers: false, steady: false };

  it('goes to the preferred back-end when there was none before', () => {
    expect(placeWrite(customer, undefined, 0, twins())).toEqual({
      placed: true,
      backend: 'a',
      generation: 0,
      moved: false,
    });
  });

  it('moves only when the other side has replicated past the last one', () => {
    const short = twins(away, { position: position({ replicated: { a: 4 } }) });
    expect(placeWrite(customer, homeAt('a'), 0, short)).toEqual({ placed: false, reason: 'customer-held' });
    const past = twins(away, { position: position({ replicated: { a: 5 } }) });
    expect(placeWrite(customer, homeAt('a'), 0, past)).toMatchObject({ backend: 'b', moved: true });
  });

  it('does not move while an earlier one is open', () => {
    const past = twins(away, { position: position({ replicated: { a: 99 } }) });
    expect(placeWrite(customer, homeAt('a'), 1, past)).toEqual({ placed: false, reason: 'customer-held' });
  });

  it('follows a fencing at once', () => {
    const fenced = twins({ position: position({ fenced: true, generation: 1, head: 9, fencedHead: 9 }) });
    expect(placeWrite(customer, homeAt('a'), 1, fenced)).toMatchObject({ backend: 'b', moved: true });
  });

  it('is not moved by a fencing that was before its last write there', () => {
    const again = twins({ ...away, position: position({ fenced: false, generation: 1 }) });
    expect(mayMove({ ...homeAt('a'), generation: 1 }, 0, again.backends[1]!, again)).toBe(false);
  });

  it('comes home when home has been steady and knows what was done elsewhere', () => {
    const replicated = position({ replicated: { b: 7 } });
    const shaky = twins({ steady: false, position: replicated });
    expect(placeWrite(customer, homeAt('b', 7), 0, shaky)).toMatchObject({ backend: 'b', moved: false });
    const steady = twins({ position: replicated });
    expect(placeWrite(customer, homeAt('b', 7), 0, steady)).toMatchObject({ backend: 'a', moved: true });
    expect(placeWrite(customer, homeAt('b', 8), 0, steady)).toMatchObject({ backend: 'b', moved: false });
  });

  it('has nowhere to go when both are away or have just refused it', () => {
    expect(placeWrite(customer, undefined, 0, twins(away, away))).toEqual({
      placed: false,
      reason: 'backends-away',
    });
    expect(placeWrite(customer, undefined, 0, twins(), ['a', 'b'])).toMatchObject({ placed: false });
  });
});

describe("the twin's word about a write", () => {
  const sending = { backend: 'a', generation: 0, attempt: 1 };
  const fencedA = { usable: false, answers: false, position: position({ generation: 1, fencedHead: 9 }) };

  it('counts only past the fencing of the first', () => {
    expect(
      wordOfTwin(
        sending,
        twins({ usable: false, answers: false }, { position: position({ replicated: { a: 99 } }) }),
      ),
    ).toBe(undefined);
    expect(wordOfTwin(sending, twins(fencedA, { position: position({ replicated: { a: 8 } }) }))).toBe(
      undefined,
    );
    expect(wordOfTwin(sending, twins(fencedA, { position: position({ replicated: { a: 9 } }) }))).toBe('b');
  });

  it('counts at once between twins that share their keys, and never from one that is away', () => {
    expect(wordOfTwin(sending, twins({ usable: false, answers: false }, {}, true))).toBe('b');
    expect(wordOfTwin(sending, twins({}, { usable: false, answers: false }, true))).toBe(undefined);
  });

  it('still counts after the first was restored: earlier generations stay shut out', () => {
    const restored = {
      usable: false,
      answers: false,
      position: position({ generation: 1, fenced: false, fencedHead: 9 }),
    };
    expect(wordOfTwin(sending, twins(restored, { position: position({ replicated: { a: 9 } }) }))).toBe('b');
    const later = { ...sending, generation: 1 };
    expect(wordOfTwin(later, twins(restored, { position: position({ replicated: { a: 9 } }) }))).toBe(
      undefined,
    );
  });
});
