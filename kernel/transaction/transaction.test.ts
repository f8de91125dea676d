import { describe, expect, it } from 'vitest';
import {
  begun,
  decideTransaction,
  type Knowledge,
  type TransactionEffect,
  type TransactionInput,
  type TransactionState,
  takenOver,
} from './transaction.ts';
import type { BackendView, Position } from './twins.ts';

const at = (id: string, changes: Partial<BackendView> = {}): BackendView => ({
  id,
  usable: true,
  answers: true,
  steady: true,
  position: undefined,
  ...changes,
});
const position = (changes: Partial<Position> = {}): Position => ({
  generation: 0,
  fenced: false,
  head: 0,
  fencedHead: 0,
  replicated: {},
  ...changes,
});
const calm: Knowledge = {
  view: { backends: [at('a'), at('b')], shareKeys: false },
  policy: 'repeat',
  leftMs: 1000,
};
const aAway: Knowledge = {
  ...calm,
  view: { ...calm.view, backends: [at('a', { usable: false, answers: false }), at('b')] },
};

/** Says one input after the other and returns where that led, with the effects of the last. */
function say(
  inputs: readonly (TransactionInput | readonly [TransactionInput, Partial<Knowledge>])[],
  from: TransactionState = begun,
): { state: TransactionState; effects: readonly TransactionEffect[]; does: readonly string[] } {
  let state = from;
  let effects: readonly TransactionEffect[] = [];
  for (const each of inputs) {
    const [input, changes] = 'kind' in each ? [each, {}] : each;
    const decision = decideTransaction(state, input, { ...calm, ...changes });
    state = decision.state;
    effects = decision.effects;
  }
  return { state, effects, does: effects.map((effect) => effect.do) };
}

const placed: TransactionInput = { kind: 'placed', backend: 'a', generation: 0 };
const done: TransactionInput = { kind: 'done', from: 'a', sequence: 3, result: '{}' };
const lost: TransactionInput = { kind: 'lost', from: 'a', why: 'reset' };
const look: TransactionInput = { kind: 'look' };
const deadline: TransactionInput = { kind: 'deadline' };
const notApplied: TransactionInput = { kind: 'not-applied', from: 'a', why: 'connection refused' };
const sealed: TransactionInput = { kind: 'sealed', from: 'a' };

describe('a transaction whose back-end answers', () => {
  it('is sent once it has a place, and done when the back-end says so', () => {
    expect(say([placed]).effects).toEqual([{ do: 'send', to: { backend: 'a', generation: 0, attempt: 1 } }]);
    expect(say([placed, done]).state).toEqual({
      phase: 'done',
      outcome: { state: 'done', backend: 'a', sequence: 3, result: '{}' },
    });
  });

  it('fails in the words of a back-end that refuses', () => {
    const refused: TransactionInput = { kind: 'refused', from: 'a', code: 'no-funds', message: 'too little' };
    expect(say([placed, refused]).state).toMatchObject({
      phase: 'failed',
      outcome: { code: 'no-funds', retriable: false },
    });
  });

  it('never changes again once it has ended', () => {
    const ended = say([placed, done]).state;
    for (const input of [deadline, lost, sealed, notApplied, look]) {
      expect(say([input], ended)).toMatchObject({ state: ended, effects: [] });
    }
  });
});

describe('a transaction of which no byte left us', () => {
  it('asks for another place, away from where it was', () => {
    expect(say([placed, notApplied]).effects).toEqual([{ do: 'elsewhere', not: ['a'] }]);
    const elsewhere = say([placed, notApplied, { kind: 'placed', backend: 'b', generation: 2 }]);
    expect(elsewhere.effects).toEqual([{ do: 'send', to: { backend: 'b', generation: 2, attempt: 2 } }]);
  });

  it('may come back to a back-end that only knows a newer generation', () => {
    const stale: TransactionInput = { kind: 'not-applied', from: 'a', why: 'stale-generation' };
    expect(say([placed, stale]).effects).toEqual([{ do: 'elsewhere', not: [] }]);
  });

  it('fails, worth another try, when there is no other place or no time', () => {
    const held: TransactionInput = { kind: 'held', reason: 'customer-held' };
    expect(say([placed, notApplied, held]).state).toMatchObject({
      phase: 'failed',
      outcome: { code: 'not-sent', retriable: true },
    });
    expect(say([placed, [notApplied, { leftMs: 5 }]]).state).toMatchObject({ phase: 'failed' });
    expect(say([[placed, { leftMs: 0 }]]).state).toMatchObject({ phase: 'failed' });
  });
});

describe('a transaction in doubt', () => {
  it('waits a moment, then goes again to the same back-end under the same key', () => {
    expect(say([placed, lost]).does).toEqual(['note', 'look-later']);
    expect(say([placed, lost, look]).effects).toEqual([
      { do: 'send', to: { backend: 'a', generation: 0, attempt: 2 } },
    ]);
  });

  it('is only asked about where its type says so', () => {
    const { effects } = say([placed, lost, [look, { policy: 'inquire' }]]);
    expect(effects.map((effect) => effect.do)).toEqual(['note', 'inquire']);
    expect(effects.at(-1)).toMatchObject({ at: 'a' });
  });

  it('stays with its back-end while that is away, whatever the twin may say', () => {
    expect(say([placed, lost, [look, aAway]]).does).toEqual(['look-later']);
    expect(say([placed, lost, deadline, [look, aAway]]).does).toEqual(['look-later']);
  });

  it('is not forgotten when a later sending did nothing', () => {
    const { state, does } = say([placed, lost, look, notApplied]);
    expect(state).toMatchObject({ phase: 'in-doubt', unaccounted: 1 });
    expect(does).toEqual(['note', 'look-later']);
  });

  it('has failed for certain once its back-end has sealed the key', () => {
    expect(say([placed, lost, sealed]).state).toMatchObject({
      phase: 'failed',
      outcome: { code: 'not-applied', retriable: true },
    });
  });

  it('takes no judgement from a back-end that it was not sent to', () => {
    const state = say([placed, lost]).state;
    expect(say([{ kind: 'sealed', from: 'b' }], state).state).toBe(state);
    expect(say([{ kind: 'refused', from: 'b', code: 'x', message: '' }], state).state).toBe(state);
  });

  it('asks once at a time, and again when nobody answered', () => {
    const asking = say([placed, lost, [look, { policy: 'inquire' }]]).state;
    expect(say([look], asking).effects).toEqual([]);
    const unanswered: TransactionInput = { kind: 'inquiry-unanswered', at: 'a', why: 'reset' };
    expect(say([unanswered], asking)).toMatchObject({ state: { asking: undefined }, does: ['look-later'] });
  });
});

describe('a transaction whose asker runs out of time', () => {
  it('is pending, and never sent again', () => {
    const told = say([placed, deadline]);
    expect(told.state).toMatchObject({ phase: 'in-doubt', told: true });
    expect(told.effects[0]).toMatchObject({ do: 'note', step: 'pending', backend: 'a' });
    expect(say([placed, deadline, look]).does).toEqual(['note', 'inquire']);
  });

  it('is told pending once', () => {
    expect(say([placed, deadline, deadline]).effects).toEqual([]);
  });

  it('still ends by an answer that comes late', () => {
    expect(say([placed, deadline, done]).state).toMatchObject({ phase: 'done' });
    expect(say([placed, deadline, notApplied]).state).toMatchObject({ phase: 'failed' });
  });
});

describe('a transaction in doubt whose back-end is fenced off', () => {
  const past: Knowledge['view'] = {
    shareKeys: false,
    backends: [
      at('a', {
        usable: false,
        answers: false,
        position: position({ generation: 1, fenced: true, head: 9, fencedHead: 9 }),
      }),
      at('b', { position: position({ replicated: { a: 9 } }) }),
    ],
  };
  const short: Knowledge['view'] = {
    ...past,
    backends: [past.backends[0]!, at('b', { position: position({ replicated: { a: 8 } }) })],
  };

  it('goes to the twin once that has replicated past the sending, and not before', () => {
    expect(say([placed, lost, [look, { view: short }]]).does).toEqual(['look-later']);
    expect(say([placed, lost, [look, { view: past }]]).effects).toEqual([{ do: 'elsewhere', not: ['a'] }]);
  });

  it('is asked about at the twin when nobody waits any more', () => {
    const { effects } = say([placed, deadline, [look, { view: past }]]);
    expect(effects.at(-1)).toMatchObject({ do: 'inquire', at: 'b', about: { backend: 'a' } });
    const asking = say([placed, deadline, [look, { view: past }]]).state;
    expect(say([{ kind: 'sealed', from: 'b' }], asking).state).toMatchObject({ phase: 'failed' });
  });

  it('is in doubt again when the twin can not take it', () => {
    const held: TransactionInput = { kind: 'held', reason: 'backends-away' };
    expect(say([placed, lost, [look, { view: past }], held]).state).toMatchObject({
      phase: 'in-doubt',
      to: { backend: 'a' },
    });
  });

  it('has not failed because the twin turned it away: the first may have done it', () => {
    const atTwin: TransactionInput = { kind: 'placed', backend: 'b', generation: 0 };
    const busy: TransactionInput = { kind: 'not-applied', from: 'b', why: 'busy' };
    expect(say([placed, lost, [look, { view: past }], atTwin, busy]).state).toMatchObject({
      phase: 'in-doubt',
      to: { backend: 'b' },
      unaccounted: 1,
    });
  });
});

describe('twins that share their keys', () => {
  it('may be asked about each other at once', () => {
    const view = { ...aAway.view, shareKeys: true };
    expect(say([placed, lost, [look, { view }]]).does).toEqual(['elsewhere']);
  });
});

describe('a transaction taken over from another gateway', () => {
  it('is in doubt, and asked about at its back-end, never sent', () => {
    const taken = takenOver({ backend: 'a', generation: 0, attempt: 1 });
    expect(say([look], taken).does).toEqual(['note', 'inquire']);
    expect(say([[look, aAway]], taken).does).toEqual(['look-later']);
  });
});
