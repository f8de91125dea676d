/** The states, inputs and effects of one offer at the agent's site; `agent-side.ts` moves between them. */
import type { Incarnation } from '../site/state.ts';
import type {
  Accept,
  CallData,
  Commit,
  Decline,
  JoinedAck,
  Keep,
  Refuse,
  ToCallSite,
  Withdraw,
} from './message.ts';
import type { OfferTimes } from './times.ts';

export type AgentSide = Offered | Ringing | Answering | Talking | Over;

export interface Begun {
  readonly offerId: string;
  readonly agentId: string;
  readonly callSite: string;
  readonly leg: 'none' | 'up' | 'gone' | 'hung-up';
}
export interface Offered extends Begun {
  readonly at: 'offered';
  /** The offer is worth nothing after this, on this site's clock. */
  readonly answerByMs: number;
}
export interface Bound extends Begun {
  readonly call: CallData;
  /** Of the call's site when the offer was accepted. */
  readonly incarnation: Incarnation;
}
export interface Ringing extends Bound {
  readonly at: 'ringing';
  readonly leaseEndsMs: number;
}
export interface Answering extends Bound {
  readonly at: 'answered' | 'joined';
  readonly leaseEndsMs: number;
}
export interface Talking extends Bound {
  readonly at: 'talking';
  readonly silent: boolean;
}
export interface Over {
  readonly at: 'over';
}

export type AgentInput =
  | Accept
  | Decline
  | Keep
  | Commit
  | Refuse
  | JoinedAck
  | Withdraw
  | { readonly type: 'timer'; readonly name: AgentTimer }
  | { readonly type: 'look' }
  /** The INVITE of the leg arrived from the call's site. */
  | { readonly type: 'leg-arrived' }
  | { readonly type: 'leg'; readonly leg: 'gone' | 'hung-up' }
  | { readonly type: 'silence'; readonly silent: boolean }
  | { readonly type: 'phone-answered' }
  /** The person hung up the phone: row 18 before `talking`, the end of the call after. */
  | { readonly type: 'phone-hung-up' }
  /** The phone's dialog is gone and nobody hung up. */
  | { readonly type: 'phone-lost' }
  /** Row 18: the agent refuses, signs out, dials, moves; or the phone is not to be had. */
  | { readonly type: 'agent-leaves'; readonly reason: string };
export type AgentTimer = 'offer' | 'invite' | 'lease' | 'repeat' | 'ring';

/** The pair of sites and the times, as the agent's site sees them now. */
export interface CallSiteView {
  /** This site's own time. */
  readonly nowMs: number;
  readonly usable: boolean;
  readonly incarnation: Incarnation;
  readonly times: OfferTimes;
  /** How long a phone may ring for a call of this queue. */
  readonly ringMsOf: (queue: string) => number;
}

/** How an offer ended for the agent. */
export type AgentOutcome =
  | { readonly to: 'ready' }
  | { readonly to: 'not-ready'; readonly reason: string }
  | { readonly to: 'after-call-work' };

export type AgentEffect =
  | { readonly effect: 'send'; readonly to: string; readonly message: ToCallSite }
  | { readonly effect: 'start'; readonly timer: AgentTimer; readonly afterMs: number }
  | { readonly effect: 'stop'; readonly timer: AgentTimer }
  /** The call is known: pop the screen; always before `ring`. */
  | { readonly effect: 'pop'; readonly call: CallData }
  | { readonly effect: 'ring'; readonly call: CallData }
  | { readonly effect: 'drop-phone'; readonly because: PhoneDrop }
  /** The leg to the call's site ends; its Reason says whether a person hung up. */
  | { readonly effect: 'end-leg'; readonly byPerson: boolean }
  /** 480 to a leg that has no live offer. */
  | { readonly effect: 'refuse-leg' }
  | { readonly effect: 'join'; readonly call: CallData }
  | { readonly effect: 'talking'; readonly call: CallData }
  | { readonly effect: 'over'; readonly outcome: AgentOutcome }
  | { readonly effect: 'exclude'; readonly callId: string }
  | { readonly effect: 'lapse' | 'proven'; readonly site: string }
  | { readonly effect: 'count'; readonly name: 'ghost-ring' | 'ghost-join' | 'rona' };
export type PhoneDrop =
  | 'withdrawn'
  | 'declined'
  | 'lapsed'
  | 'no-answer'
  | 'agent-left'
  | 'hung-up'
  | 'refused'
  | 'leg-lost';

export interface AgentStep {
  readonly state: AgentSide;
  readonly effects: readonly AgentEffect[];
}
