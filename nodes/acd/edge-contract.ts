/**
 * Where the edge and the queue meet. The edge owns SIP dialogs and media; the ACD owns which agent has
 * which call. Each side calls the other synchronously: a call into the ACD may call back into the edge
 * before it returns (a phone that answers is joined in the same turn), so the edge finishes its own
 * bookkeeping before it calls.
 */
import type { CallOutcome } from '../../kernel/event/fact.ts';

/** A call as the edge hands it to the queue. Durations in ms. */
export interface WaitingCall {
  readonly callId: string;
  /** Empty when no router decided it. */
  readonly decisionId: string;
  readonly queue: string;
  readonly callType: string;
  /** 0 to 9; a higher number is served first. */
  readonly priority: number;
  /** Time in queue that it brings along from before (a caller who came back): 0 for most. */
  readonly waitedMs: number;
  readonly ani: string;
  readonly dnis: string;
  /** Digits that the caller entered; empty for none. */
  readonly ced: string;
  readonly trunk: string;
}

/** A call that is at the site but not yet in its queue: greeting, IVR. */
export interface ArrivingCall {
  readonly callId: string;
  readonly decisionId: string;
  readonly queue: string;
}

/** Ring this agent's phone for this call (network-queue row 4). */
export interface RingRequest {
  readonly offerId: string;
  readonly agentId: string;
  readonly call: WaitingCall;
}

/** Why a phone's leg is to go; CANCEL before its answer, BYE after, with a Reason header to say so. */
export type DropCause =
  | 'caller-gone'
  | 'call-over'
  | 'no-answer'
  | 'agent-hung-up'
  | 'agent-left'
  | 'offer-lapsed'
  | 'offer-refused';

/** How a call ended, for the caller's dialog and for the `CallEnded` fact that the edge tells. */
export interface CallEnding {
  readonly outcome: CallOutcome;
  readonly endedBy: 'caller' | 'agent' | 'system';
  /** ITU-T Q.850 cause value. */
  readonly q850: number;
  /** A short machine word: `normal`, `queue-full`, `no-media`, … */
  readonly reason: string;
}

/** The agents' phones, as the ACD moves them. Implemented by `nodes/edge/`. */
export interface AgentPhones {
  /**
   * INVITE to the agent's registered phone. Answered later by exactly one of `phoneAnswered` or
   * `phoneRefused` on the ACD, unless `drop` comes first. After `drop` nothing more is said of the offer.
   */
  ring(request: RingRequest): void;
  /** The agent pressed *answer* on the desktop: in-dialog NOTIFY `Event: talk` to the ringing phone. */
  answer(offerId: string): void;
  /** Ends the phone's leg whatever its state; an offer it does not know is ignored. */
  drop(offerId: string, cause: DropCause): void;
}

/** The callers' legs, as the ACD moves them. Implemented by `nodes/edge/` over `nodes/media/`. */
export interface CallLegs {
  /** The caller hears the agent of this offer and the other way round; music stops. */
  join(callId: string, offerId: string): void;
  /** The caller goes back to music; the phone's leg, if any is left, is dropped separately. */
  separate(callId: string, offerId: string): void;
  /** The caller hears music, the agent nothing, until `retrieve`. */
  hold(callId: string, offerId: string): void;
  retrieve(callId: string, offerId: string): void;
  /**
   * The call is over for the ACD: called exactly once for every call that the edge announced by
   * `callArriving` or `callWaiting`, also when the caller hung up. The edge ends the caller's
   * dialog if it still stands, and tells `CallEnded` with this ending.
   */
  end(callId: string, ending: CallEnding): void;
}

/** What the edge tells the ACD. Unknown call, offer or agent: counted and ignored. */
export interface AcdForEdge {
  /** The call exists at this site and will be queued after its greeting: counts as `inIvr`. Optional. */
  callArriving(call: ArrivingCall): void;
  /** The call takes its place in the queue; matched in the same turn when a fitting agent is ready. */
  callWaiting(call: WaitingCall): void;
  /**
   * The caller's dialog is over: they hung up (the default, `normal`, 16), or the edge gives the call up
   * (`no-media`, …). Calls `CallLegs.end` before it returns.
   */
  callerGone(callId: string, why?: { readonly reason: string; readonly q850: number }): void;
  /** 180 from the phone. */
  phoneRinging(offerId: string): void;
  /** 200 from the phone, already acknowledged, its SDP answer at hand: `CallLegs.join` may follow at once. */
  phoneAnswered(offerId: string): void;
  /**
   * The phone's final answer was no. `status` is SIP's: 486, 600 and 603 are the person's refusal; 408,
   * 480, 5xx and the like, or no contact at all (404), mean that the phone is not to be had.
   */
  phoneRefused(offerId: string, status: number): void;
  /** BYE from the agent's phone: a person hung up. */
  phoneHungUp(offerId: string): void;
  /** The phone's dialog is gone and nobody hung up (network-queue row 16): the caller goes back to the queue. */
  phoneLost(offerId: string): void;
  /** The agent put the call on hold, or took it back, on the phone itself (re-INVITE). */
  phoneHeld(offerId: string): void;
  phoneRetrieved(offerId: string): void;
  /** The agent's phone has a contact. Repeats (refreshing REGISTERs) are ignored. */
  agentRegistered(agentId: string): void;
  /** The agent's phone has no contact any more. */
  agentUnregistered(agentId: string): void;
}
