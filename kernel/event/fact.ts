/**
 * The facts that the cluster keeps: what happened to a call, an agent, a routing decision, a
 * business transaction. Everything that records, reports and live pages say is folded from these.
 * Times are epoch ms on the clock of the process that owned the thing; durations are ms.
 */
export type Fact = CallFact | AgentFact | DecisionFact | TransactionFact;

export interface Event<F extends Fact = Fact> {
  /** Unique for ever: which process, which of its boots, which event of that boot. */
  readonly id: EventId;
  /** The site of the process that says so, or the process's own name where it has none. */
  readonly site: string;
  /** Epoch of the ownership under which it was said (network-queue: later facts of a fenced owner change no state). */
  readonly ownerEpoch: number;
  readonly atMs: number;
  readonly fact: F;
}

export interface EventId {
  readonly process: string;
  /** The boot number kept on disk and a nonce: `12-7k2f`. */
  readonly boot: string;
  /** Counts from 1 within the boot, without gaps. */
  readonly sequence: number;
}

export function formatEventId(id: EventId): string {
  return `${id.process}/${id.boot}/${id.sequence}`;
}

// ---- decisions -----------------------------------------------------------------------------

export type DecisionFact = CallDecided | CallPassedOver | DecisionEnded;

/** A router decided where a call goes. */
export interface CallDecided {
  readonly kind: 'CallDecided';
  readonly decisionId: string;
  readonly callId: string;
  readonly router: string;
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly queue: string;
  readonly mode: 'proxy' | 'redirect' | 'label';
  /** SIP Call-ID of the caller's INVITE; empty for a route request over gRPC. */
  readonly sipCallId: string;
  /** Sites in the order in which they will be tried; the first is the choice. */
  readonly sites: readonly string[];
  /** The default route was taken, because of `reason`. */
  readonly isDefault: boolean;
  /** One sentence for people. */
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly tookMs: number;
}

/** One site as a decision saw it. */
export interface Candidate {
  readonly site: string;
  readonly usable: boolean;
  /** Ready agents of the queue, as known. */
  readonly ready: number;
  readonly signedIn: number;
  readonly queued: number;
  /** Calls this and other routers have sent there that its state doesn't show yet. */
  readonly inFlight: number;
  /** Minimum expected delay in ms; the lowest wins. Infinite is written as -1. */
  readonly expectedDelayMs: number;
  /** How old the site's state was; -1 when nothing was ever heard. */
  readonly ageMs: number;
  /** Empty for the winner. */
  readonly lostBecause: string;
}

/** A chosen site stayed silent or refused, and the next was tried. */
export interface CallPassedOver {
  readonly kind: 'CallPassedOver';
  readonly decisionId: string;
  readonly callId: string;
  readonly passedSite: string;
  readonly cause: 'silent' | 'unreachable' | 'refused';
  /** SIP status of the refusal, 0 for none. */
  readonly status: number;
  readonly afterMs: number;
}

/** What became of a decision, as far as the router sees it. */
export interface DecisionEnded {
  readonly kind: 'DecisionEnded';
  readonly decisionId: string;
  readonly callId: string;
  readonly outcome: 'delivered' | 'failed' | 'cancelled';
  /** The site that took the call; empty unless delivered. */
  readonly deliveredTo: string;
  /** Final SIP status that the caller got. */
  readonly status: number;
}

// ---- calls ---------------------------------------------------------------------------------

export type CallFact =
  | CallArrived
  | CallAnswered
  | CallQueued
  | CallBound
  | CallConnected
  | CallRequeued
  | CallHeld
  | CallRetrieved
  | DigitPressed
  | CallEnded;

/** The call exists from here: a site's edge took it. */
export interface CallArrived {
  readonly kind: 'CallArrived';
  readonly callId: string;
  /** Empty when no router was asked. */
  readonly decisionId: string;
  /** Who chose this site: a router before delivery, a router asked on arrival, or the site by itself. */
  readonly routedBy: 'router' | 'asked' | 'site';
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly sipCallId: string;
}

/** The carrier's answer: 200 to the caller. The agent's answer is `CallConnected`. */
export interface CallAnswered {
  readonly kind: 'CallAnswered';
  readonly callId: string;
}

export interface CallQueued {
  readonly kind: 'CallQueued';
  readonly callId: string;
  readonly queue: string;
  readonly priority: number;
}

/** Bound to an agent by an offer; the phone rings from about here. */
export interface CallBound {
  readonly kind: 'CallBound';
  readonly callId: string;
  readonly offerId: string;
  readonly agentId: string;
  readonly agentSite: string;
}

/** Audio joined: the agent's answer. */
export interface CallConnected {
  readonly kind: 'CallConnected';
  readonly callId: string;
  readonly offerId: string;
  readonly agentId: string;
  readonly agentSite: string;
  /** Time in queue of this stretch, ms. */
  readonly waitedMs: number;
}

/** Back to its place, with its age. */
export interface CallRequeued {
  readonly kind: 'CallRequeued';
  readonly callId: string;
  readonly offerId: string;
  readonly agentId: string;
  readonly cause: RequeueCause;
}
export type RequeueCause = 'no-answer' | 'declined' | 'void' | 'lapsed' | 'leg-lost' | 'transfer';

export interface CallHeld {
  readonly kind: 'CallHeld';
  readonly callId: string;
  readonly agentId: string;
}
export interface CallRetrieved {
  readonly kind: 'CallRetrieved';
  readonly callId: string;
  readonly agentId: string;
}
/** A digit of RFC 4733, as received; masked while a PIN is collected. */
export interface DigitPressed {
  readonly kind: 'DigitPressed';
  readonly callId: string;
  readonly digit: string;
}

export interface CallEnded {
  readonly kind: 'CallEnded';
  readonly callId: string;
  readonly outcome: CallOutcome;
  readonly endedBy: 'caller' | 'agent' | 'system';
  /** ITU-T Q.850 cause value. */
  readonly q850: number;
  /** A short machine word, such as `normal`, `site-lost`, `queue-full`, `no-media`. */
  readonly reason: string;
}
/** The terms of the identity: carried in + offered = the sum of these + carried out. */
export type CallOutcome =
  | 'answered'
  | 'abandoned'
  | 'short-abandoned'
  | 'self-served'
  | 'busied'
  | 'redirected'
  | 'overflowed'
  | 'to-callback'
  | 'failed';

// ---- agents --------------------------------------------------------------------------------

export type AgentFact = AgentSignedIn | AgentStateChanged | AgentSignedOut;

/** The states of mission A1, as facts are told. */
export type AgentState =
  | 'logged-out'
  | 'not-ready'
  | 'ready'
  | 'reserved'
  | 'ringing'
  | 'talking'
  | 'hold'
  | 'work-ready'
  | 'work-not-ready';

export interface AgentSignedIn {
  readonly kind: 'AgentSignedIn';
  readonly agentId: string;
  readonly sessionEpoch: number;
  readonly by: 'desktop' | 'phone';
}
export interface AgentStateChanged {
  readonly kind: 'AgentStateChanged';
  readonly agentId: string;
  readonly sessionEpoch: number;
  readonly from: AgentState;
  readonly to: AgentState;
  readonly reason: string;
  /** Empty when the state concerns no call. */
  readonly callId: string;
}
export interface AgentSignedOut {
  readonly kind: 'AgentSignedOut';
  readonly agentId: string;
  readonly sessionEpoch: number;
  readonly reason: string;
}

// ---- business transactions -----------------------------------------------------------------

export type TransactionFact = TransactionStepped;

export interface TransactionStepped {
  readonly kind: 'TransactionStepped';
  readonly transactionId: string;
  readonly businessType: string;
  readonly customer: string;
  /** The call in which it was done; empty for none. */
  readonly callId: string;
  readonly step: 'begun' | 'sent' | 'in-doubt' | 'inquired' | 'pending' | 'done' | 'failed';
  /** The back-end concerned; empty for none. */
  readonly backend: string;
  readonly detail: string;
}

// ---- where facts go ------------------------------------------------------------------------

export type Topic = 'route-decisions' | 'call-events' | 'agent-events' | 'transaction-events';

const topicOfKind: Record<Fact['kind'], Topic> = {
  CallDecided: 'route-decisions',
  CallPassedOver: 'route-decisions',
  DecisionEnded: 'route-decisions',
  CallArrived: 'call-events',
  CallAnswered: 'call-events',
  CallQueued: 'call-events',
  CallBound: 'call-events',
  CallConnected: 'call-events',
  CallRequeued: 'call-events',
  CallHeld: 'call-events',
  CallRetrieved: 'call-events',
  DigitPressed: 'call-events',
  CallEnded: 'call-events',
  AgentSignedIn: 'agent-events',
  AgentStateChanged: 'agent-events',
  AgentSignedOut: 'agent-events',
  TransactionStepped: 'transaction-events',
};

export const factKinds = Object.keys(topicOfKind) as readonly Fact['kind'][];

export function topicOf(fact: Fact): Topic {
  return topicOfKind[fact.kind];
}

/** The partition key: within a key, order is kept. */
export function keyOf(fact: Fact): string {
  if ('agentId' in fact && !('callId' in fact && topicOf(fact) !== 'agent-events')) return fact.agentId;
  if ('transactionId' in fact) return fact.transactionId;
  return fact.callId;
}

/** The only way out for facts: implemented over the outbox by `platform/`, in memory by simulations. */
export interface Facts {
  /** Stamps id, site, epoch and time, and keeps the fact on disk before anything is sent. Never throws. */
  tell(fact: Fact): void;
}
