/**
 * One call, as its own site writes it (docs/network-queue.md; row numbers below are its rows):
 *
 * ```
 * waiting -> bound -> committed -> connected -> ended
 *    ^         |          |            |
 *    |<-- Void, RONA, new incarnation  |      (any state) -- caller gone --> ended
 *    |<----------- leg lost -----------+
 *    |<-- lapsing <-- own echo over 400 ms old, while bound or committed
 * ```
 *
 * Invariant: it is bound to at most one offer, and comes back to `waiting` from a lapse only when the
 * lease of that offer is over on the agent's site's clock.
 */
import type { RequeueCause } from '../event/fact.ts';
import { compareIncarnations, type Incarnation } from '../site/state.ts';
import type { Answered, Joined, Rona, ToAgentSite, Void, WithdrawAck } from './message.ts';
import type { OfferTimes } from './times.ts';

export type CallSide =
  | { readonly at: 'waiting' }
  | { readonly at: 'bound' | 'committed' | 'connected'; readonly bond: Bond }
  | { readonly at: 'lapsing' }
  /** `withdrawing`: the offer whose agent's site has not yet said that it knows. */
  | { readonly at: 'ended'; readonly withdrawing: Bond | undefined };

/** What ties a call to an agent. */
export interface Bond {
  readonly offerId: string;
  readonly agentId: string;
  readonly agentSite: string;
  /** Of the agent's site when the leg began. */
  readonly incarnation: Incarnation;
  readonly leg: LegState;
  /** No RTP for 3 s, counted from `connected` at the earliest. */
  readonly silent: boolean;
}
/** `hung-up`: by a person, as the Reason of BYE or CANCEL said; `gone`: without one. */
export type LegState = 'up' | 'gone' | 'hung-up';

export type CallInput =
  | { readonly type: 'bind'; readonly offer: Omit<Bond, 'leg' | 'silent'> }
  | Void
  | Rona
  | Answered
  | Joined
  | WithdrawAck
  | { readonly type: 'timer'; readonly name: CallTimer }
  /** Something of the link changed: conditions are looked at. */
  | { readonly type: 'look' }
  | { readonly type: 'leg'; readonly offerId: string; readonly leg: 'gone' | 'hung-up' }
  | { readonly type: 'silence'; readonly offerId: string; readonly silent: boolean }
  | { readonly type: 'caller-gone' };
export type CallTimer = 'keep' | 'lapse' | 'withdraw' | 'withdraw-end';

/** The pair of sites, as the call's site sees it now. */
export interface AgentSiteView {
  /** Latest time of the agent's site that was received. */
  readonly echoMs: number;
  readonly ownEchoAgeMs: number;
  readonly usable: boolean;
  readonly incarnation: Incarnation;
  readonly times: OfferTimes;
}

export type CallEffect =
  | { readonly effect: 'send'; readonly to: string; readonly message: ToAgentSite }
  /** Refuse, to whoever asked: the call is not bound by that offer. */
  | { readonly effect: 'refuse'; readonly offerId: string }
  | { readonly effect: 'start'; readonly timer: CallTimer; readonly afterMs: number }
  | { readonly effect: 'stop'; readonly timer: CallTimer }
  /** INVITE of the leg, with the offer as token (row 4). */
  | { readonly effect: 'invite'; readonly bond: Bond }
  /** BYE or CANCEL; its Reason says whether a person hung up. */
  | { readonly effect: 'end-leg'; readonly bond: Bond; readonly byPerson: boolean }
  | { readonly effect: 'join'; readonly bond: Bond }
  | { readonly effect: 'bound'; readonly bond: Bond }
  | {
      readonly effect: 'requeued';
      readonly bond: Bond;
      readonly cause: RequeueCause;
      readonly wasJoined: boolean;
    }
  | { readonly effect: 'ended'; readonly by: 'caller' | 'agent'; readonly bond: Bond | undefined }
  /** Row 20: back off that pair of sites; or the pair is proven well. */
  | { readonly effect: 'lapse' | 'proven'; readonly site: string };

export interface CallStep {
  readonly state: CallSide;
  readonly effects: readonly CallEffect[];
}

/** `view` is of the bond's agent site. Accept itself is the desk's, which keeps it for repeats. */
export function stepCall(
  state: CallSide,
  input: CallInput,
  callId: string,
  view: AgentSiteView | undefined,
): CallStep {
  const fresh = lookAtConditions(state, input, view);
  if (fresh.state !== state) {
    const next = stepCall(fresh.state, input, callId, view);
    return { state: next.state, effects: [...fresh.effects, ...next.effects] };
  }
  switch (input.type) {
    case 'bind':
      return bind(state, input.offer, view);
    case 'Void':
    case 'Rona':
      return released(state, input);
    case 'Answered':
      return answered(state, input, callId, view);
    case 'Joined':
      return joined(state, input, callId);
    case 'timer':
      return timer(state, input.name, callId, view);
    case 'leg':
      return legEnded(state, input);
    case 'silence':
      // Of a leg that is not joined yet, silence says nothing.
      if (state.at !== 'connected' || state.bond.offerId !== input.offerId) return { state, effects: [] };
      return look({ ...state, bond: { ...state.bond, silent: input.silent } }, view);
    case 'look':
      return look(state, view);
    case 'WithdrawAck':
      if (state.at !== 'ended' || state.withdrawing?.offerId !== input.offerId) return { state, effects: [] };
      return { state: { at: 'ended', withdrawing: undefined }, effects: stop('withdraw', 'withdraw-end') };
    case 'caller-gone':
      return callerGone(state, callId, view);
  }
}

/** Rows 7 and 8 are conditions: they are looked at before anything else is believed, a timer may be late. */
function lookAtConditions(state: CallSide, input: CallInput, view: AgentSiteView | undefined): CallStep {
  if ((state.at !== 'bound' && state.at !== 'committed') || !view || input.type === 'caller-gone') {
    return { state, effects: [] };
  }
  // Row 7: a new incarnation of the agent's site voids its old offers.
  if (compareIncarnations(view.incarnation, state.bond.incarnation) > 0)
    return requeue(state.bond, 'void', false);
  // Row 8: own echo too old.
  if (view.ownEchoAgeMs > view.times.staleEchoMs) return lapse(state.bond, view);
  return { state, effects: [] };
}

// Row 3, where the first listed call still waits.
function bind(
  state: CallSide,
  offer: Omit<Bond, 'leg' | 'silent'>,
  view: AgentSiteView | undefined,
): CallStep {
  if (state.at !== 'waiting' || !view)
    throw new Error(`only a waiting call can be bound, not one that is ${state.at}`);
  const bond: Bond = { ...offer, leg: 'up', silent: false };
  return {
    state: { at: 'bound', bond },
    effects: [
      { effect: 'bound', bond },
      { effect: 'start', timer: 'keep', afterMs: view.times.keepEveryMs },
      { effect: 'invite', bond },
    ],
  };
}

// Row 7: Void, RONA.
function released(state: CallSide, message: Void | Rona): CallStep {
  if ((state.at !== 'bound' && state.at !== 'committed') || state.bond.offerId !== message.offerId) {
    return { state, effects: [] };
  }
  return requeue(state.bond, message.type === 'Rona' ? 'no-answer' : causeOf(message), false);
}

function causeOf(message: Void): RequeueCause {
  if (message.because === 'agent-left') return 'declined';
  return message.because === 'lapsed' || message.because === 'offer-timeout' ? 'lapsed' : 'void';
}

// Row 11.
function answered(
  state: CallSide,
  message: Answered,
  callId: string,
  view: AgentSiteView | undefined,
): CallStep {
  if (!('bond' in state) || state.bond.offerId !== message.offerId || !view) return refuse(state, message);
  const commit = sendTo(state.bond, {
    type: 'Commit',
    offerId: state.bond.offerId,
    callId,
    echoMs: view.echoMs,
  });
  return {
    state: state.at === 'bound' ? { at: 'committed', bond: state.bond } : state,
    effects: [commit],
  };
}

// Row 13.
function joined(state: CallSide, message: Joined, callId: string): CallStep {
  if ((state.at !== 'committed' && state.at !== 'connected') || state.bond.offerId !== message.offerId) {
    return refuse(state, message);
  }
  const { bond } = state;
  const ack = sendTo(bond, { type: 'JoinedAck', offerId: bond.offerId, callId });
  if (state.at === 'connected') return { state, effects: [ack] };
  const entered = lookConnected({ at: 'connected', bond }, undefined);
  return {
    state: entered.state,
    effects: [
      ...stop('keep'),
      { effect: 'proven', site: bond.agentSite },
      { effect: 'join', bond },
      ack,
      ...entered.effects,
    ],
  };
}

function refuse(state: CallSide, message: Answered | Joined): CallStep {
  return { state, effects: [{ effect: 'refuse', offerId: message.offerId }] };
}

function timer(state: CallSide, name: CallTimer, callId: string, view: AgentSiteView | undefined): CallStep {
  switch (name) {
    case 'keep': {
      if ((state.at !== 'bound' && state.at !== 'committed') || !view) return { state, effects: [] };
      const { bond } = state;
      return {
        state,
        effects: [
          sendTo(bond, { type: 'Keep', offerId: bond.offerId, callId, echoMs: view.echoMs }),
          { effect: 'start', timer: 'keep', afterMs: view.times.keepEveryMs },
        ],
      };
    }
    case 'lapse': // Row 8, its end.
      return { state: state.at === 'lapsing' ? { at: 'waiting' } : state, effects: [] };
    case 'withdraw': // Row 17, repeated.
      if (state.at !== 'ended' || !state.withdrawing || !view) return { state, effects: [] };
      return {
        state,
        effects: [
          sendTo(state.withdrawing, { type: 'Withdraw', offerId: state.withdrawing.offerId, callId }),
          { effect: 'start', timer: 'withdraw', afterMs: view.times.repeatEveryMs },
        ],
      };
    case 'withdraw-end':
      if (state.at !== 'ended') return { state, effects: [] };
      return { state: { at: 'ended', withdrawing: undefined }, effects: stop('withdraw') };
  }
}

function legEnded(
  state: CallSide,
  input: { readonly offerId: string; readonly leg: 'gone' | 'hung-up' },
): CallStep {
  if (!('bond' in state) || state.bond.offerId !== input.offerId) return { state, effects: [] };
  const marked: CallSide = { ...state, bond: { ...state.bond, leg: input.leg } };
  return marked.at === 'connected' ? lookConnected(marked, undefined) : { state: marked, effects: [] };
}

function look(state: CallSide, view: AgentSiteView | undefined): CallStep {
  return state.at === 'connected' ? lookConnected(state, view) : { state, effects: [] };
}

// Row 16, looked at also on entering `connected`.
function lookConnected(state: Extract<CallSide, { bond: Bond }>, view: AgentSiteView | undefined): CallStep {
  const { bond } = state;
  if (bond.leg === 'hung-up') {
    return {
      state: { at: 'ended', withdrawing: undefined },
      effects: [
        { effect: 'end-leg', bond, byPerson: false },
        { effect: 'ended', by: 'agent', bond },
      ],
    };
  }
  const cutOff =
    view !== undefined && (!view.usable || compareIncarnations(view.incarnation, bond.incarnation) > 0);
  if (bond.leg === 'gone' || (bond.silent && cutOff)) return requeue(bond, 'leg-lost', true);
  return { state, effects: [] };
}

// Row 8. No Keep any more; Answered gets Refuse, because the call is bound by nothing.
function lapse(bond: Bond, view: AgentSiteView): CallStep {
  return {
    state: { at: 'lapsing' },
    effects: [
      ...stop('keep'),
      { effect: 'end-leg', bond, byPerson: false },
      { effect: 'lapse', site: bond.agentSite },
      { effect: 'requeued', bond, cause: 'lapsed', wasJoined: false },
      { effect: 'start', timer: 'lapse', afterMs: view.times.lapseMs },
    ],
  };
}

function requeue(bond: Bond, cause: RequeueCause, wasJoined: boolean): CallStep {
  return {
    state: { at: 'waiting' },
    effects: [
      ...stop('keep'),
      { effect: 'end-leg', bond, byPerson: false },
      { effect: 'requeued', bond, cause, wasJoined },
    ],
  };
}

// Row 17.
function callerGone(state: CallSide, callId: string, view: AgentSiteView | undefined): CallStep {
  if (state.at === 'ended') return { state, effects: [] };
  if (!('bond' in state)) {
    return {
      state: { at: 'ended', withdrawing: undefined },
      effects: [...stop('lapse'), { effect: 'ended', by: 'caller', bond: undefined }],
    };
  }
  const { bond } = state;
  const repeats: CallEffect[] = view
    ? [
        { effect: 'start', timer: 'withdraw', afterMs: view.times.repeatEveryMs },
        { effect: 'start', timer: 'withdraw-end', afterMs: view.times.withdrawMs },
      ]
    : [];
  return {
    state: { at: 'ended', withdrawing: bond },
    effects: [
      ...stop('keep'),
      { effect: 'ended', by: 'caller', bond },
      ...repeats,
      sendTo(bond, { type: 'Withdraw', offerId: bond.offerId, callId }),
      { effect: 'end-leg', bond, byPerson: true },
    ],
  };
}

function sendTo(bond: Bond, message: ToAgentSite): CallEffect {
  return { effect: 'send', to: bond.agentSite, message };
}

function stop(...timers: readonly CallTimer[]): CallEffect[] {
  return timers.map((timer) => ({ effect: 'stop', timer }));
}
