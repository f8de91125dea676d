import { describe, expect, it } from 'vitest';
import { stepAgent } from './agent-side.ts';
import type { AgentInput, AgentSide, CallSiteView, Offered } from './agent-side-state.ts';
import type { CallData } from './message.ts';
import { timesFor } from './times.ts';

const call: CallData = {
  callId: 'call-1',
  queue: 'sales',
  callType: 'sales',
  priority: 5,
  waitedMs: 0,
  ani: '',
  dnis: '',
  ced: '',
};
const offered: Offered = {
  at: 'offered',
  offerId: 'shanghai.1.1.7',
  agentId: 'sh-01',
  callSite: 'beijing',
  leg: 'none',
  answerByMs: 1150,
};
const view: CallSiteView = {
  nowMs: 1000,
  usable: true,
  incarnation: { grant: 1, boot: 1 },
  times: timesFor(50),
  ringMsOf: () => 15_000,
};
const ids = { offerId: offered.offerId, callId: 'call-1' };
const accept = (echoMs = 1000): AgentInput => ({ type: 'Accept', offerId: offered.offerId, call, echoMs });
const commit = (echoMs = 1000): AgentInput => ({ type: 'Commit', ...ids, echoMs });
const decline: AgentInput = {
  type: 'Decline',
  offerId: offered.offerId,
  because: 'none-waiting',
  states: [],
};

/** State, and the effects in short: messages by name, the rest by effect. */
function step(state: AgentSide, input: AgentInput, change: Partial<CallSiteView> = {}) {
  const { state: next, effects } = stepAgent(state, input, { ...view, ...change });
  const short = effects.flatMap((effect) => {
    if (effect.effect === 'send') return [effect.message.type];
    if (effect.effect === 'stop') return [];
    if (effect.effect === 'start') return [`${effect.timer} in ${effect.afterMs}`];
    if (effect.effect === 'over') return [`over: ${effect.outcome.to}`];
    if (effect.effect === 'count') return [`count ${effect.name}`];
    return [effect.effect];
  });
  return { at: next.at, short, next, effects };
}
function upon(...inputs: AgentInput[]): AgentSide {
  return inputs.reduce<AgentSide>((state, input) => step(state, input).next, offered);
}
const ringing = upon(accept(), { type: 'leg-arrived' });
const answered = upon(accept(), { type: 'leg-arrived' }, { type: 'phone-answered' });
const joined = upon(accept(), { type: 'leg-arrived' }, { type: 'phone-answered' }, commit());
const talking = stepAgent(joined, { type: 'JoinedAck', ...ids }, view).state;

describe('the offer, at the agent’s site', () => {
  it('row 4: Accept pops the screen; the phone rings when the leg has arrived, in either order', () => {
    expect(step(offered, accept()).short).toEqual(['lease in 1000', 'pop', 'invite in 500']);
    expect(step(upon(accept()), { type: 'leg-arrived' }).short).toEqual(['ring', 'ring in 15000']);
    const early = step(offered, { type: 'leg-arrived' });
    expect(early.short).toEqual([]);
    expect(step(early.next, accept()).short).toEqual(['lease in 1000', 'pop', 'ring', 'ring in 15000']);
  });

  it('row 4: without an INVITE in 500 ms it is void, and no RONA', () => {
    const none = step(upon(accept()), { type: 'timer', name: 'invite' });
    expect(none.short).toEqual(['drop-phone', 'Void', 'over: ready']);
    expect(step({ at: 'over' }, { type: 'leg-arrived' }).short).toEqual(['refuse-leg']);
  });

  it('row 5: a Decline frees the agent, offered, ringing or answered; later it is ignored', () => {
    for (const state of [offered, ringing, answered])
      expect(step(state, decline).short).toContain('over: ready');
    for (const state of [joined, talking]) expect(step(state, decline).short).toEqual([]);
  });

  it('row 5: no answer within T_o is void, also when the Accept comes just after', () => {
    const late = step(offered, accept(), { nowMs: 1150 });
    expect(late).toMatchObject({ at: 'over', short: ['Void', 'lapse', 'over: ready'] });
    expect(step(offered, { type: 'timer', name: 'offer' }, { nowMs: 1150 }).at).toBe('over');
  });

  it('row 9: the lease counts from the echoed time, never from receipt', () => {
    expect(step(offered, accept(500)).short).toContain('lease in 500');
    const kept = step(ringing, { type: 'Keep', ...ids, echoMs: 1400 }, { nowMs: 1900 }).next;
    expect(step(kept, { type: 'look' }, { nowMs: 2399 }).at).toBe('ringing');
    expect(step(kept, { type: 'look' }, { nowMs: 2400 }).at).toBe('over');
    const older = step(kept, { type: 'Keep', ...ids, echoMs: 1100 }, { nowMs: 1950 }).next;
    expect(older).toEqual(kept);
  });

  it('row 9: at its end the phone is cancelled and the agent ready, whatever has just come', () => {
    for (const input of [
      commit(1900),
      { type: 'phone-answered' },
      { type: 'timer', name: 'lease' },
    ] as const) {
      const ended = step(ringing, input, { nowMs: 2000 });
      expect(ended).toMatchObject({ at: 'over' });
      expect(ended.short).toEqual([
        'drop-phone',
        'end-leg',
        'Void',
        'lapse',
        'count ghost-ring',
        'over: ready',
      ]);
    }
  });

  it('row 9: a lease timer that is early for a renewed lease is set anew', () => {
    const kept = step(ringing, { type: 'Keep', ...ids, echoMs: 1400 }).next;
    expect(step(kept, { type: 'timer', name: 'lease' }, { nowMs: 2000 }).short).toEqual(['lease in 400']);
  });

  it('row 10: the phone’s answer is told, and told again, with no audio yet', () => {
    expect(step(ringing, { type: 'phone-answered' }).short).toEqual(['repeat in 100', 'Answered']);
    expect(step(answered, { type: 'timer', name: 'repeat' }).short).toEqual(['Answered', 'repeat in 100']);
  });

  it('row 12: Commit within the lease joins the audio, once', () => {
    expect(step(answered, commit()).short).toEqual(['join', 'repeat in 100', 'Joined']);
    expect(step(joined, commit()).short).toEqual([]);
    expect(step(joined, { type: 'timer', name: 'repeat' }).short).toEqual(['Joined', 'repeat in 100']);
    expect(step(ringing, commit()).at).toBe('ringing');
  });

  it('row 14: JoinedAck makes it talk without a lease; without one the agent was joined to nobody', () => {
    const acknowledged = step(joined, { type: 'JoinedAck', ...ids });
    expect(acknowledged.short).toEqual(['proven', 'talking']);
    expect(step(acknowledged.next, { type: 'look' }, { nowMs: 1e9 }).at).toBe('talking');
    const ghost = step(joined, { type: 'timer', name: 'lease' }, { nowMs: 2000 });
    expect(ghost.short).toEqual(['drop-phone', 'end-leg', 'count ghost-join', 'over: ready']);
    expect(step(joined, { type: 'JoinedAck', ...ids }, { nowMs: 2000 }).at).toBe('over');
  });

  it('row 15: Refuse drops the leg before talking, and is ignored after', () => {
    const refuse: AgentInput = { type: 'Refuse', ...ids };
    for (const state of [ringing, answered, joined])
      expect(step(state, refuse).short).toContain('over: ready');
    expect(step(talking, refuse).at).toBe('talking');
  });

  it('row 16: talking ends in after-call work when the leg is gone, or silent over a dead link', () => {
    expect(step(talking, { type: 'leg', leg: 'gone' }).short).toContain('over: after-call-work');
    const silent = step(talking, { type: 'silence', silent: true });
    expect(silent.at).toBe('talking');
    expect(step(silent.next, { type: 'look' }, { usable: false }).short).toContain('over: after-call-work');
    const goneBefore = step(joined, { type: 'leg', leg: 'gone' }).next;
    expect(step(goneBefore, { type: 'JoinedAck', ...ids }).short).toContain('over: after-call-work');
  });

  it('row 17: Withdraw frees the agent: before joined ready, after it with work', () => {
    const withdraw: AgentInput = { type: 'Withdraw', ...ids };
    for (const state of [offered, ringing, answered])
      expect(step(state, withdraw).short).toContain('over: ready');
    for (const state of [joined, talking])
      expect(step(state, withdraw).short).toContain('over: after-call-work');
  });

  it('row 18: an agent who leaves voids the offer and is not ready, with the reason', () => {
    for (const state of [offered, ringing, answered, joined]) {
      const left = step(state, { type: 'agent-leaves', reason: 'signed-out' });
      expect(left.short).toContain('Void');
      expect(left.effects.at(-1)).toEqual({
        effect: 'over',
        outcome: { to: 'not-ready', reason: 'signed-out' },
      });
    }
    expect(step(talking, { type: 'agent-leaves', reason: 'signed-out' }).at).toBe('talking');
    expect(step(talking, { type: 'phone-hung-up' }).short).toEqual([
      'drop-phone',
      'end-leg',
      'over: after-call-work',
    ]);
  });

  it('row 19: no answer for the ringing time is a RONA, and the call is not for this agent', () => {
    const rang = step(ringing, { type: 'timer', name: 'ring' });
    expect(rang.short).toEqual(['drop-phone', 'end-leg', 'exclude', 'count rona', 'Rona', 'over: not-ready']);
  });
});
