/**
 * What two sites say to each other about one call and one agent (docs/network-queue.md). The call's
 * site holds the call's media, the agent's site the agent session; often they are the same one.
 * No clock times cross a link but the agent's site's own, which come back to it as an echo.
 */
export type OfferMessage = ToCallSite | ToAgentSite;

/** From the agent's site. `sentMs` is that site's own time, meaningful to nobody else: it is only echoed. */
export type ToCallSite = Offer | Answered | Joined | Void | Rona | WithdrawAck | None;

/** From the call's site. `echoMs` is the latest `sentMs` it has of the agent's site. */
export type ToAgentSite =
  | Accept
  | Decline
  | Keep
  | Commit
  | Refuse
  | JoinedAck
  | Withdraw
  | Solicit
  | WaitingList
  | WaitingDelta;

export const offeredCalls_max = 8;

/** "This agent is free: for the first of these calls that still waits." */
export interface Offer {
  readonly type: 'Offer';
  readonly offerId: string;
  readonly agentId: string;
  /** Epoch of the agent session; 0 is provisional and below any grant. */
  readonly epoch: number;
  /** In the order of the queue, at most `offeredCalls_max`. */
  readonly callIds: readonly string[];
  /** The call whose Solicit this answers; empty for none. */
  readonly solicitedFor: string;
  readonly sentMs: number;
}

/** The phone was answered; repeated until Commit, Refuse or the lease's end. */
export interface Answered {
  readonly type: 'Answered';
  readonly offerId: string;
  readonly callId: string;
  readonly sentMs: number;
}

/** The agent's audio is joined; repeated until JoinedAck or the lease's end. */
export interface Joined {
  readonly type: 'Joined';
  readonly offerId: string;
  readonly callId: string;
  readonly sentMs: number;
}

/** The offer is worth nothing. `callId` is empty when no call was bound by it as far as the agent's site knows. */
export interface Void {
  readonly type: 'Void';
  readonly offerId: string;
  readonly callId: string;
  readonly because: VoidCause;
  readonly sentMs: number;
}

export type VoidCause = 'offer-timeout' | 'no-invite' | 'lapsed' | 'not-live' | 'agent-left';

/** The phone rang for its time and nobody answered. */
export interface Rona {
  readonly type: 'Rona';
  readonly offerId: string;
  readonly callId: string;
  readonly sentMs: number;
}

export interface WithdrawAck {
  readonly type: 'WithdrawAck';
  readonly offerId: string;
  readonly callId: string;
  readonly sentMs: number;
}

/** Answer to Solicit: no agent here for that call. */
export interface None {
  readonly type: 'None';
  readonly callId: string;
  readonly sentMs: number;
}

/** What a call carries to its agent, for the screen pop and the phone. */
export interface CallData {
  readonly callId: string;
  readonly queue: string;
  readonly callType: string;
  readonly priority: number;
  readonly waitedMs: number;
  readonly ani: string;
  readonly dnis: string;
  readonly ced: string;
}

export interface Accept {
  readonly type: 'Accept';
  readonly offerId: string;
  readonly call: CallData;
  readonly echoMs: number;
}

export interface Decline {
  readonly type: 'Decline';
  readonly offerId: string;
  readonly because: 'none-waiting' | 'stale' | 'voided';
  /** Where the listed calls are, so that they are not offered for again. */
  readonly states: readonly { readonly callId: string; readonly state: CallStateName }[];
}
export type CallStateName = 'waiting' | 'bound' | 'committed' | 'connected' | 'lapsing' | 'ended' | 'unknown';

export interface Keep {
  readonly type: 'Keep';
  readonly offerId: string;
  readonly callId: string;
  readonly echoMs: number;
}

export interface Commit {
  readonly type: 'Commit';
  readonly offerId: string;
  readonly callId: string;
  readonly echoMs: number;
}

export interface Refuse {
  readonly type: 'Refuse';
  readonly offerId: string;
  readonly callId: string;
}

export interface JoinedAck {
  readonly type: 'JoinedAck';
  readonly offerId: string;
  readonly callId: string;
}

/** The caller is gone; repeated until answered or the lease is over. */
export interface Withdraw {
  readonly type: 'Withdraw';
  readonly offerId: string;
  readonly callId: string;
}

/** "Who has an agent for this call?" The answer is an Offer, or None. */
export interface Solicit {
  readonly type: 'Solicit';
  readonly call: WaitingEntry;
}

/** A waiting call as its site tells of it. */
export interface WaitingEntry {
  readonly callId: string;
  readonly queue: string;
  readonly priority: number;
  /** Age when sent; the receiver adds what passes after receipt. */
  readonly waitedMs: number;
  readonly localPreferenceMs: number;
}

/** First on every stream: all calls that wait at the sender. */
export interface WaitingList {
  readonly type: 'WaitingList';
  readonly calls: readonly WaitingEntry[];
}

export interface WaitingDelta {
  readonly type: 'WaitingDelta';
  readonly added: readonly WaitingEntry[];
  readonly removed: readonly string[];
}
