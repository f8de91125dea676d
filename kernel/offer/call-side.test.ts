import { describe, expect, it } from 'vitest';
import { type AgentSiteView, type Bond, type CallInput, type CallSide, stepCall } from './call-side.ts';
import { timesFor } from './times.ts';

const offer = {
  offerId: 'shanghai.1.1.7',
  agentId: 'sh-01',
  agentSite: 'shanghai',
  incarnation: { grant: 1, boot: 1 },
};
const bond: Bond = { ...offer, leg: 'up', silent: false };
const view: AgentSiteView = {
  echoMs: 5000,
  ownEchoAgeMs: 100,
  usable: true,
  incarnation: { grant: 1, boot: 1 },
  times: timesFor(50),
};
const waiting: CallSide = { at: 'waiting' };
const bound: CallSide = { at: 'bound', bond };
const committed: CallSide = { at: 'committed', bond };
const connected: CallSide = { at: 'connected', bond };
const lapsing: CallSide = { at: 'lapsing' };
const ids = { offerId: offer.offerId, callId: 'call-1' };

/** State, and the effects in short: messages by name, the rest by effect. */
function step(state: CallSide, input: CallInput, change: Partial<AgentSiteView> = {}) {
  const { state: next, effects } = stepCall(state, input, 'call-1', { ...view, ...change });
  const short = effects.flatMap((effect) => {
    if (effect.effect === 'send') return [effect.message.type];
    if (effect.effect === 'stop') return [];
    return effect.effect === 'start' ? [`${effect.timer} in ${effect.afterMs}`] : [effect.effect];
  });
  return { at: next.at, short, next, effects };
}

describe('the call, at its own site', () => {
  it('row 3: is bound by an offer, invites the leg, and keeps the offer alive', () => {
    const { at, short } = step(waiting, { type: 'bind', offer });
    expect(at).toBe('bound');
    expect(short).toEqual(['bound', 'keep in 200', 'invite']);
    const keep = step(bound, { type: 'timer', name: 'keep' });
    expect(keep.effects[0]).toMatchObject({ message: { type: 'Keep', echoMs: 5000 } });
    expect(keep.short).toEqual(['Keep', 'keep in 200']);
    expect(() => step(bound, { type: 'bind', offer })).toThrow();
  });

  it('row 7: a Void or a RONA of its offer sends it back to waiting; of another offer, nothing', () => {
    const message = { ...ids, sentMs: 1 };
    const voided = step(bound, { type: 'Void', because: 'agent-left', ...message });
    expect(voided.at).toBe('waiting');
    expect(voided.effects).toContainEqual({ effect: 'requeued', bond, cause: 'declined', wasJoined: false });
    expect(step(committed, { type: 'Rona', ...message }).short).toEqual(['end-leg', 'requeued']);
    const other = { ...message, offerId: 'shanghai.1.1.6' };
    expect(step(bound, { type: 'Void', because: 'lapsed', ...other }).at).toBe('bound');
    expect(step(connected, { type: 'Void', because: 'lapsed', ...message }).at).toBe('connected');
  });

  it('row 7: a new incarnation of the agent’s site sends it back, even before what has just come is believed', () => {
    const incarnation = { grant: 1, boot: 2 };
    expect(step(bound, { type: 'look' }, { incarnation }).at).toBe('waiting');
    const answered = step(bound, { type: 'Answered', ...ids, sentMs: 1 }, { incarnation });
    expect(answered.short).toEqual(['end-leg', 'requeued', 'refuse']);
  });

  it('row 8: lapses when its own echo is over 400 ms old, and waits again after 1.01 T_k and 200 ms', () => {
    expect(step(bound, { type: 'look' }, { ownEchoAgeMs: 400 }).at).toBe('bound');
    const lapsed = step(committed, { type: 'look' }, { ownEchoAgeMs: 401 });
    expect(lapsed.short).toEqual(['end-leg', 'lapse', 'requeued', 'lapse in 1210']);
    expect(step(lapsing, { type: 'timer', name: 'keep' }).short).toEqual([]);
    expect(step(lapsing, { type: 'Answered', ...ids, sentMs: 1 }).short).toEqual(['refuse']);
    expect(step(lapsing, { type: 'timer', name: 'lapse' }).at).toBe('waiting');
  });

  it('row 8: a late timer sends no Keep over a stale link', () => {
    expect(step(bound, { type: 'timer', name: 'keep' }, { ownEchoAgeMs: 450 }).short).not.toContain('Keep');
  });

  it('row 8: once connected it lapses no more', () => {
    expect(step(connected, { type: 'look' }, { ownEchoAgeMs: 9000 }).at).toBe('connected');
  });

  it('row 11: Answered commits it, again says Commit again, and anything else is refused', () => {
    const answered: CallInput = { type: 'Answered', ...ids, sentMs: 1 };
    expect(step(bound, answered)).toMatchObject({ at: 'committed', short: ['Commit'] });
    expect(step(committed, answered)).toMatchObject({ at: 'committed', short: ['Commit'] });
    expect(step(connected, answered)).toMatchObject({ at: 'connected', short: ['Commit'] });
    for (const state of [waiting, lapsing, { at: 'ended', withdrawing: undefined } as const]) {
      expect(step(state, answered).short).toEqual(['refuse']);
    }
    expect(step(bound, { ...answered, offerId: 'shanghai.1.1.6' }).short).toEqual(['refuse']);
  });

  it('row 13: Joined connects it and is acknowledged, as often as it comes; unless it is bound otherwise', () => {
    const joined: CallInput = { type: 'Joined', ...ids, sentMs: 1 };
    expect(step(committed, joined)).toMatchObject({
      at: 'connected',
      short: ['proven', 'join', 'JoinedAck'],
    });
    expect(step(connected, joined)).toMatchObject({ at: 'connected', short: ['JoinedAck'] });
    for (const state of [waiting, bound, lapsing]) expect(step(state, joined).short).toEqual(['refuse']);
  });

  it('row 16: a leg that is gone sends a connected call back, also when it went before', () => {
    const gone: CallInput = { type: 'leg', offerId: offer.offerId, leg: 'gone' };
    expect(step(connected, gone)).toMatchObject({ at: 'waiting', short: ['end-leg', 'requeued'] });
    const before = step(committed, gone);
    expect(before.at).toBe('committed');
    const joined = step(before.next, { type: 'Joined', ...ids, sentMs: 1 });
    expect(joined).toMatchObject({ at: 'waiting' });
    expect(joined.effects).toContainEqual(expect.objectContaining({ cause: 'leg-lost', wasJoined: true }));
  });

  it('row 16: silence alone does nothing; with a link that is not usable, or a new incarnation, it sends it back', () => {
    const silence: CallInput = { type: 'silence', offerId: offer.offerId, silent: true };
    const silent = step(connected, silence);
    expect(silent.at).toBe('connected');
    expect(step(silent.next, { type: 'look' }, { usable: false }).at).toBe('waiting');
    expect(step(silent.next, { type: 'look' }, { incarnation: { grant: 1, boot: 2 } }).at).toBe('waiting');
    expect(step(connected, { type: 'look' }, { usable: false }).at).toBe('connected');
    // Of a leg that was never joined, silence says nothing.
    expect(step(committed, silence).next).toEqual(committed);
  });

  it('row 16: a person who hangs up ends it instead', () => {
    const hungUp = step(connected, { type: 'leg', offerId: offer.offerId, leg: 'hung-up' });
    expect(hungUp).toMatchObject({ at: 'ended', short: ['end-leg', 'ended'] });
  });

  it('row 17: a caller who is gone is withdrawn, again and again until it is answered or the lease is over', () => {
    const gone = step(committed, { type: 'caller-gone' });
    expect(gone.short).toEqual(['ended', 'withdraw in 100', 'withdraw-end in 1010', 'Withdraw', 'end-leg']);
    expect(step(gone.next, { type: 'timer', name: 'withdraw' }).short).toEqual([
      'Withdraw',
      'withdraw in 100',
    ]);
    const answered = step(gone.next, { type: 'WithdrawAck', ...ids, sentMs: 1 });
    expect(step(answered.next, { type: 'timer', name: 'withdraw' }).short).toEqual([]);
    const tired = step(gone.next, { type: 'timer', name: 'withdraw-end' });
    expect(step(tired.next, { type: 'timer', name: 'withdraw' }).short).toEqual([]);
    expect(step(waiting, { type: 'caller-gone' })).toMatchObject({ at: 'ended', short: ['ended'] });
  });
});
