import type { AgentState, CallOutcome, Candidate } from '../../kernel/event/fact.ts';

export * from './answers.ts';

/**
 * The live feed, as the page sees it: types and one header name, safe to import in a browser.
 *
 * `GET /api/live` answers with one `FeedSnapshot`. `WS /api/live/stream` sends a `FeedSnapshot` first and then
 * a `FeedDelta` at most every 250 ms, nothing while nothing changed except that `ages` come at least every
 * second. Rows in a delta are whole: put them in place of the row with the same id; then take away the
 * ids in `gone`. A `number` that does not follow the one before means a lost message: reconnect.
 *
 * Ages. Every row names its `source`; `ages[source]` is how many ms ago, when the message was sent, that
 * source last said anything. Add what has passed since you received the message, on your own
 * monotonic clock. Fields that end in `Ms` and count up (`waitingMs`, `inStateMs`, …) are as of the row's
 * message, too, and go on counting the same way while `counting` is true or the text beside them says so.
 */
export type FeedMessage = FeedSnapshot | FeedDelta;

export interface FeedSnapshot {
  readonly type: 'snapshot';
  /** Counts up by one with every message of this connection. */
  readonly number: number;
  /** Epoch ms on the clock of ops; for showing, not for computing ages. */
  readonly sentAt: number;
  readonly ages: Ages;
  readonly sites: readonly SiteRow[];
  readonly routers: readonly ProcessRow[];
  readonly others: readonly ProcessRow[];
  readonly agents: readonly AgentRow[];
  /** Calls in flight, and calls that ended less than `endedShownMs` ago. */
  readonly calls: readonly CallRow[];
  /** Newest first. */
  readonly decisions: readonly DecisionRow[];
  readonly counters: Counters;
  readonly limits: FeedLimits;
  /** What the page should tell, such as "The database is away: history stands still." Empty when all is well. */
  readonly notices: readonly Notice[];
}

export interface FeedDelta {
  readonly type: 'delta';
  readonly number: number;
  readonly sentAt: number;
  /** Always whole. */
  readonly ages: Ages;
  readonly sites?: readonly SiteRow[];
  readonly routers?: readonly ProcessRow[];
  readonly others?: readonly ProcessRow[];
  readonly agents?: readonly AgentRow[];
  readonly calls?: readonly CallRow[];
  /** New or changed ones, in any order. */
  readonly decisions?: readonly DecisionRow[];
  readonly counters?: Counters;
  readonly notices?: readonly Notice[];
  readonly gone?: {
    readonly sites?: readonly string[];
    readonly routers?: readonly string[];
    readonly others?: readonly string[];
    readonly agents?: readonly string[];
    readonly calls?: readonly string[];
    readonly decisions?: readonly string[];
  };
}

/**
 * Source → ms since it last said anything; -1 when it never did. Sources are `state/<site>` (the site's numbered
 * state), `site/<site>` (any fact or state of that site's node), `router/<process>`, `process/<process>`
 * (its sign of life in coordination; while that is there, what is told is the most that it can be old) and `cluster` (the least recently heard site that is not down: what the
 * cluster-wide counters may lack is at most that old).
 */
export type Ages = Readonly<Record<string, number>>;

/**
 * up: its node shows its sign of life and its state is at most 1.5 s old. silent: one of the two is missing.
 * down: gone for so long that its calls were closed as lost.
 */
export type Health = 'up' | 'silent' | 'down';

/** Id: `site`. */
export interface SiteRow {
  readonly site: string;
  readonly health: Health;
  /** One sentence: "Up; last heard 0.2 s ago" without the number, which is in `ages`. */
  readonly healthSentence: string;
  readonly healthForMs: number;
  /** False while draining or not yet able to take calls. */
  readonly accepting: boolean;
  readonly node: ProcessRow | null;
  /** Source `state/<site>`; the last known ones when the site is silent or down. */
  readonly queues: readonly QueueRow[];
  /** Source `site/<site>`: signed-in agents by state. */
  readonly agentsByState: Readonly<Partial<Record<AgentState, number>>>;
  /** Calls in flight whose audio is anchored here, by stage. */
  readonly callsByStage: Readonly<Partial<Record<CallStage, number>>>;
  /** Calls that ended because this site was lost, since `Counters.since`. */
  readonly cut: number;
  /** How late the site's last fact came here after it had happened, by the wall clocks of both. */
  readonly factDelayMs: number;
  readonly source: string;
  readonly stateSource: string;
}

export interface QueueRow {
  readonly queue: string;
  readonly signedIn: number;
  readonly ready: number;
  readonly busy: number;
  readonly afterCallWork: number;
  readonly notReady: number;
  readonly inIvr: number;
  readonly queued: number;
  /** As said; goes on counting while `queued` > 0. */
  readonly oldestWaitMs: number;
  readonly handleMs: number;
}

/** Id: `process`. */
export interface ProcessRow {
  readonly process: string;
  readonly role: string;
  readonly site: string;
  readonly pid: number;
  readonly boot: string;
  readonly health: Health;
  readonly healthForMs: number;
  readonly addresses: Readonly<Record<string, string>>;
  readonly source: string;
}

/** Id: `agentId`. */
export interface AgentRow {
  readonly agentId: string;
  readonly site: string;
  readonly state: AgentState;
  /** Epoch ms, on the clock of the agent's site. */
  readonly since: number;
  /** Counting. */
  readonly inStateMs: number;
  readonly reason: string;
  /** Empty when the state concerns no call. */
  readonly callId: string;
  readonly by: 'desktop' | 'phone';
  readonly source: string;
}

/**
 * routed: a router decided, no site has taken it yet. arrived: a site has it (greeting, IVR). queued, ringing (an
 * agent's phone), talking, held. ended: over, shown a little longer. cut: over because its site was lost.
 */
export type CallStage = 'routed' | 'arrived' | 'queued' | 'ringing' | 'talking' | 'held' | 'ended' | 'cut';

/** Id: `callId`. */
export interface CallRow {
  readonly callId: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly trunk: string;
  readonly stage: CallStage;
  /** Counting. */
  readonly inStageMs: number;
  /** True until the call is over. */
  readonly counting: boolean;
  /** Since the first that anyone knew of it; counting. */
  readonly callMs: number;
  /** The router process that decided; empty when none was asked. */
  readonly router: string;
  /** The site that has it, or that it is on its way to; empty when unknown. */
  readonly site: string;
  /** Sites that were chosen before and stayed silent or refused, in order. */
  readonly passedOver: readonly string[];
  readonly queue: string;
  /** 1 is next by age among those of this queue at this site; 0 when not waiting. */
  readonly position: number;
  /** Time in queue; counting while queued or ringing, standing afterwards. */
  readonly waitingMs: number;
  /** The agent who rings, talks or talked last; empty for none. */
  readonly agentId: string;
  readonly agentSite: string;
  readonly decisionId: string;
  /** Null while open. */
  readonly outcome: CallOutcome | null;
  /** One sentence on where it stands or how it ended: "Cut: shanghai was lost while agent sh-03 talked". */
  readonly sentence: string;
  /** The call that this caller calls again for, after it was cut; empty for none. */
  readonly againFor: string;
  readonly source: string;
}

/** Id: `decisionId`. */
export interface DecisionRow {
  readonly decisionId: string;
  readonly callId: string;
  /** Epoch ms on the router's clock. */
  readonly decidedAt: number;
  readonly agoMs: number;
  readonly router: string;
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly queue: string;
  readonly mode: 'proxy' | 'redirect' | 'label';
  /** The first choice; empty only when no site could be named. */
  readonly chosen: string;
  readonly sites: readonly string[];
  readonly isDefault: boolean;
  /** Why, in one sentence for people. */
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly tookMs: number;
  readonly passedOver: readonly {
    readonly site: string;
    readonly cause: 'silent' | 'unreachable' | 'refused';
    readonly status: number;
    readonly afterMs: number;
  }[];
  readonly outcome: 'pending' | 'delivered' | 'failed' | 'cancelled';
  readonly deliveredTo: string;
  readonly source: string;
}

/** All since `since`, source `cluster`; `formulas` says what each is, in one sentence each. */
export interface Counters {
  /** Epoch ms from which calls are counted. */
  readonly since: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly selfServed: number;
  readonly busied: number;
  readonly redirected: number;
  readonly overflowed: number;
  readonly toCallback: number;
  readonly failed: number;
  /** Not yet answered and not over: what the identity carries out. */
  readonly open: number;
  /** Ended because their site was lost, or stood still until their line went dead; each is also in one of the terms above. */
  readonly cut: number;
  /** Of those, how many callers were seen again within two minutes. */
  readonly calledAgain: number;
  /** Now. */
  readonly waiting: number;
  readonly talking: number;
  /** 0…1; null while there is nothing to divide by. */
  readonly serviceLevel: number | null;
  readonly serviceLevelThresholdMs: number;
  /** Mean time to an agent's answer, ms; null while nobody answered. */
  readonly meanAnswerMs: number | null;
  /** Offered in the last 60 s. */
  readonly offeredPerMinute: number;
  readonly formulas: Readonly<Record<string, string>>;
  readonly source: string;
}

export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly sentence: string;
}

export interface FeedLimits {
  readonly endedShownMs: number;
  readonly callsShown: number;
  readonly agentsShown: number;
  readonly decisionsShown: number;
  /** Rows left out of this message because of the limits. */
  readonly callsOmitted: number;
  readonly agentsOmitted: number;
}
