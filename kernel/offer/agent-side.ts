/**
 * One offer of one agent, as the agent's site writes it (docs/network-queue.md; row numbers below are
 * its rows):
 *
 * ```
 * offered -> ringing -> answered -> joined -> talking -> over
 *    |          |           |          |         |
 *    +- Decline, T_o -------+          |         |        over, agent ready
 *    |          +- lease ends ---------+         |        over, agent ready
 *    +-- agent leaves, RONA ------------         |        over, agent not ready
 *                                      +---------+        over, after-call work
 * ```
 *
 * Invariant: from `ringing` to `joined` it is believed only while its lease holds: echoed time + T_k on
 * this site's own clock, looked at before every message and timer, however late they come.
 */
import { compareIncarnations } from '../site/state.ts';
import type {
  AgentEffect,
  AgentInput,
  AgentOutcome,
  AgentSide,
  AgentStep,
  AgentTimer,
  Answering,
  CallSiteView,
  Over,
  PhoneDrop,
  Ringing,
  Talking,
} from './agent-side-state.ts';
import type { Accept, Commit, JoinedAck, ToCallSite, VoidCause } from './message.ts';

export function stepAgent(state: AgentSide, input: AgentInput, view: CallSiteView): AgentStep {
  const held = lookAtLease(state, view);
  if (held.state !== state) {
    const next = stepAgent(held.state, input, view);
    return { state: next.state, effects: [...held.effects, ...next.effects] };
  }
  switch (input.type) {
    case 'Accept':
      return accepted(state, input, view);
    case 'Decline': // Row 5.
      if (state.at !== 'offered' && state.at !== 'ringing' && state.at !== 'answered') return still(state);
      return over(state, { to: 'ready' }, 'declined');
    case 'Keep':
      return renewed(state, input.echoMs, input.callId, view);
    case 'Commit':
      return committed(state, input, view);
    case 'JoinedAck':
      return acknowledged(state, input, view);
    case 'Refuse': // Row 15.
      if (!isBeforeTalking(state)) return still(state);
      return over(state, { to: 'ready' }, 'refused', ghost(state));
    case 'Withdraw':
      return withdrawn(state);
    case 'leg-arrived':
      return legArrived(state, view);
    case 'leg':
      if (state.at === 'over') return still(state);
      return look({ ...state, leg: input.leg }, view);
    case 'silence':
      return state.at === 'talking' ? look({ ...state, silent: input.silent }, view) : still(state);
    case 'look':
      return look(state, view);
    case 'phone-answered':
      return phoneAnswered(state, view);
    case 'phone-hung-up':
      if (state.at === 'talking') return over(state, { to: 'after-call-work' }, 'hung-up');
      return stepAgent(state, { type: 'agent-leaves', reason: 'hung-up' }, view);
    case 'phone-lost':
      if (state.at === 'talking') return over(state, { to: 'after-call-work' }, 'leg-lost');
      return stepAgent(state, { type: 'agent-leaves', reason: 'phone-lost' }, view);
    case 'agent-leaves': // Row 18.
      if (!isBeforeTalking(state)) return still(state);
      return over(state, { to: 'not-ready', reason: input.reason }, 'agent-left', [
        voided(state, 'agent-left', view),
      ]);
    case 'timer':
      return timer(state, input.name, view);
  }
}

/** Rows 5, 9 and 14 as conditions: an offer past its time is over, whatever has just come. */
function lookAtLease(state: AgentSide, view: CallSiteView): AgentStep {
  if (state.at === 'offered' && view.nowMs >= state.answerByMs) {
    // Row 5, T_o passed; row 20.
    return over(state, { to: 'ready' }, 'lapsed', [
      voided(state, 'offer-timeout', view),
      { effect: 'lapse', site: state.callSite },
    ]);
  }
  if (!('leaseEndsMs' in state) || view.nowMs < state.leaseEndsMs) return still(state);
  if (state.at === 'joined') {
    // Row 14: joined to nobody, as far as this site can know.
    return over(state, { to: 'ready' }, 'lapsed', [{ effect: 'count', name: 'ghost-join' }]);
  }
  // Row 9; row 20.
  return over(state, { to: 'ready' }, 'lapsed', [
    voided(state, 'lapsed', view),
    { effect: 'lapse', site: state.callSite },
    { effect: 'count', name: 'ghost-ring' },
  ]);
}

// Row 4.
function accepted(state: AgentSide, message: Accept, view: CallSiteView): AgentStep {
  if (state.at !== 'offered') return renewed(state, message.echoMs, message.call.callId, view);
  const leaseEndsMs = message.echoMs + view.times.leaseMs;
  const ringing: Ringing = {
    at: 'ringing',
    offerId: state.offerId,
    agentId: state.agentId,
    callSite: state.callSite,
    leg: state.leg,
    call: message.call,
    incarnation: view.incarnation,
    leaseEndsMs,
  };
  const lapsed = lookAtLease(ringing, view);
  if (lapsed.state !== ringing) return lapsed;
  const effects: AgentEffect[] = [
    { effect: 'stop', timer: 'offer' },
    { effect: 'start', timer: 'lease', afterMs: leaseEndsMs - view.nowMs },
    { effect: 'pop', call: message.call },
  ];
  if (state.leg === 'none')
    effects.push({ effect: 'start', timer: 'invite', afterMs: view.times.inviteWaitMs });
  else effects.push(...ring(ringing, view));
  return { state: ringing, effects };
}

function ring(state: Ringing, view: CallSiteView): AgentEffect[] {
  return [
    { effect: 'ring', call: state.call },
    { effect: 'start', timer: 'ring', afterMs: view.ringMsOf(state.call.queue) },
  ];
}

function legArrived(state: AgentSide, view: CallSiteView): AgentStep {
  if (state.at === 'over') return { state, effects: [{ effect: 'refuse-leg' }] };
  if (state.leg !== 'none') return still(state);
  if (state.at === 'offered') return still({ ...state, leg: 'up' }); // waits for its Accept
  if (state.at !== 'ringing') return still(state);
  const ringing: Ringing = { ...state, leg: 'up' };
  return { state: ringing, effects: [{ effect: 'stop', timer: 'invite' }, ...ring(ringing, view)] };
}

/** Keep, or a repeated Accept or Commit: the lease is the echoed time + T_k, never the time of receipt. */
function renewed(state: AgentSide, echoMs: number, callId: string, view: CallSiteView): AgentStep {
  if (!('leaseEndsMs' in state) || state.call.callId !== callId) return still(state);
  const leaseEndsMs = Math.max(state.leaseEndsMs, echoMs + view.times.leaseMs);
  return { state: { ...state, leaseEndsMs }, effects: [] };
}

// Row 10.
function phoneAnswered(state: AgentSide, view: CallSiteView): AgentStep {
  if (state.at !== 'ringing') return still(state);
  const next: Answering = { ...state, at: 'answered' };
  return {
    state: next,
    effects: [
      { effect: 'stop', timer: 'ring' },
      { effect: 'start', timer: 'repeat', afterMs: view.times.repeatEveryMs },
      say(next, { type: 'Answered', offerId: next.offerId, callId: next.call.callId, sentMs: view.nowMs }),
    ],
  };
}

// Row 12.
function committed(state: AgentSide, message: Commit, view: CallSiteView): AgentStep {
  const kept = renewed(state, message.echoMs, message.callId, view).state;
  if (kept.at !== 'answered' || kept.call.callId !== message.callId) return still(kept);
  const next: Answering = { ...kept, at: 'joined' };
  return {
    state: next,
    effects: [
      { effect: 'join', call: next.call },
      { effect: 'start', timer: 'repeat', afterMs: view.times.repeatEveryMs },
      say(next, { type: 'Joined', offerId: next.offerId, callId: next.call.callId, sentMs: view.nowMs }),
    ],
  };
}

// Row 14.
function acknowledged(state: AgentSide, message: JoinedAck, view: CallSiteView): AgentStep {
  if (state.at !== 'joined' || state.call.callId !== message.callId) return still(state);
  const { offerId, agentId, callSite, leg, call, incarnation } = state;
  const talking: Talking = {
    at: 'talking',
    offerId,
    agentId,
    callSite,
    leg,
    call,
    incarnation,
    silent: false,
  };
  const looked = look(talking, view);
  return {
    state: looked.state,
    effects: [
      { effect: 'stop', timer: 'lease' },
      { effect: 'stop', timer: 'repeat' },
      { effect: 'proven', site: callSite },
      { effect: 'talking', call },
      ...looked.effects,
    ],
  };
}

// Row 16, looked at also on entering `talking`.
function look(state: AgentSide, view: CallSiteView): AgentStep {
  if (state.at !== 'talking') return still(state);
  const cutOff = !view.usable || compareIncarnations(view.incarnation, state.incarnation) > 0;
  const dead = state.leg === 'gone' || state.leg === 'hung-up' || (state.silent && cutOff);
  return dead ? over(state, { to: 'after-call-work' }, 'leg-lost') : still(state);
}

// Row 17; the acknowledgement itself is the desk's, which answers for offers that are over, too.
function withdrawn(state: AgentSide): AgentStep {
  if (state.at === 'over') return still(state);
  const worked = state.at === 'joined' || state.at === 'talking';
  return over(state, { to: worked ? 'after-call-work' : 'ready' }, 'withdrawn');
}

function timer(state: AgentSide, name: AgentTimer, view: CallSiteView): AgentStep {
  switch (name) {
    case 'offer': // Row 5; past T_o `lookAtLease` has ended it already.
      if (state.at !== 'offered') return still(state);
      return {
        state,
        effects: [{ effect: 'start', timer: 'offer', afterMs: state.answerByMs - view.nowMs }],
      };
    case 'invite': // Row 4: no INVITE came.
      if (state.at !== 'ringing' || state.leg !== 'none') return still(state);
      return over(state, { to: 'ready' }, 'lapsed', [voided(state, 'no-invite', view)]);
    case 'lease': // Renewed meanwhile: look again at its new end.
      if (!('leaseEndsMs' in state)) return still(state);
      return {
        state,
        effects: [{ effect: 'start', timer: 'lease', afterMs: state.leaseEndsMs - view.nowMs }],
      };
    case 'repeat': {
      if (state.at !== 'answered' && state.at !== 'joined') return still(state);
      const type = state.at === 'answered' ? 'Answered' : 'Joined';
      return {
        state,
        effects: [
          say(state, { type, offerId: state.offerId, callId: state.call.callId, sentMs: view.nowMs }),
          { effect: 'start', timer: 'repeat', afterMs: view.times.repeatEveryMs },
        ],
      };
    }
    case 'ring': // Row 19.
      if (state.at !== 'ringing') return still(state);
      return over(state, { to: 'not-ready', reason: 'rona' }, 'no-answer', [
        { effect: 'exclude', callId: state.call.callId },
        { effect: 'count', name: 'rona' },
        say(state, { type: 'Rona', offerId: state.offerId, callId: state.call.callId, sentMs: view.nowMs }),
      ]);
  }
}

type Live = Exclude<AgentSide, Over>;

function isBeforeTalking(state: AgentSide): state is Exclude<Live, Talking> {
  return state.at !== 'over' && state.at !== 'talking';
}

function ghost(state: AgentSide): readonly AgentEffect[] {
  return state.at === 'joined' ? [{ effect: 'count', name: 'ghost-join' }] : [];
}

function voided(state: Live, because: VoidCause, view: CallSiteView): AgentEffect {
  const callId = 'call' in state ? state.call.callId : '';
  return say(state, { type: 'Void', offerId: state.offerId, callId, because, sentMs: view.nowMs });
}

function say(state: Live, message: ToCallSite): AgentEffect {
  return { effect: 'send', to: state.callSite, message };
}

const allTimers: readonly AgentTimer[] = ['offer', 'invite', 'lease', 'repeat', 'ring'];

function over(
  state: Live,
  outcome: AgentOutcome,
  because: PhoneDrop,
  more: readonly AgentEffect[] = [],
): AgentStep {
  const drop: AgentEffect[] = state.at === 'offered' ? [] : [{ effect: 'drop-phone', because }];
  if (state.leg === 'up') {
    drop.push({ effect: 'end-leg', byPerson: because === 'hung-up' || because === 'agent-left' });
  }
  const stops = allTimers.map((timer): AgentEffect => ({ effect: 'stop', timer }));
  return { state: { at: 'over' }, effects: [...stops, ...drop, ...more, { effect: 'over', outcome }] };
}

function still(state: AgentSide): AgentStep {
  return { state, effects: [] };
}
