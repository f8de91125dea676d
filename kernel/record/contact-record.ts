import type { CallOutcome, Candidate } from '../event/fact.ts';

/**
 * The record of one call, as contact → segment → leg, with the decisions that brought it there. Times
 * are epoch ms on the clock of whoever said so; `null` where it has not happened or nobody said.
 */
export interface ContactRecord {
  readonly callId: string;
  readonly sipCallId: string;
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  /** The last queue it stood in, or the one it was decided for. */
  readonly queue: string;
  readonly routedBy: 'router' | 'asked' | 'site' | '';
  /** The first that anyone knew of it. */
  readonly startedAt: number;
  readonly arrivedAt: number | null;
  /** The carrier's answer; the agent's is `connectedAt`. */
  readonly answeredAt: number | null;
  readonly queuedAt: number | null;
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
  /** The site that serves or served it; empty before any took it. */
  readonly site: string;
  /** The agent who talked last; empty for none. */
  readonly agentId: string;
  /** Null while it is open: carried out, in the identity. */
  readonly outcome: CallOutcome | null;
  readonly endedBy: 'caller' | 'agent' | 'system' | '';
  readonly q850: number;
  readonly reason: string;
  /** fact: its owner said so; loss: its owner was lost; decision: no site ever had it. */
  readonly closedBy: 'fact' | 'loss' | 'decision' | '';
  /** It ended because the process that held it was lost, or because the caller's line went dead. */
  readonly cut: boolean;
  /** Its owner was taken for lost, and its end was told by a fact after all. */
  readonly amended: boolean;
  /** Facts that must have been told are missing: a disk was lost, or they are still to come. */
  readonly gap: boolean;
  /** In queue, over all stretches of the serving site that are over. */
  readonly waitedMs: number;
  /** With agents, over all legs of the serving site that are over; hold is in it. */
  readonly talkMs: number;
  readonly heldMs: number;
  /** Whoever can still say how it goes on. */
  readonly owner: Owner;
  readonly segments: readonly SegmentRecord[];
  readonly decisions: readonly DecisionRecord[];
}

/** Process and boot are empty where only the site is known: a router delivered the call there. */
export interface Owner {
  readonly process: string;
  readonly boot: string;
  readonly site: string;
}

/** A stay at one site, or one stretch in a queue of it. */
export interface SegmentRecord {
  /** Counts from 1 within the contact. */
  readonly segment: number;
  readonly site: string;
  /** False for a site that had the call beside the one that served it. */
  readonly serving: boolean;
  readonly queue: string;
  readonly priority: number;
  readonly startedAt: number;
  readonly queuedAt: number | null;
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
  readonly waitedMs: number;
  /** `open`, an outcome, `requeued-<cause>`, or `moved` to another queue. */
  readonly ending: string;
  readonly digits: number;
  readonly owner: Owner;
  readonly lost: boolean;
  readonly legs: readonly LegRecord[];
}

export interface LegRecord {
  /** Counts from 1 within the segment. */
  readonly leg: number;
  readonly party: 'caller' | 'agent';
  /** The agent's id, or the caller's number. */
  readonly who: string;
  readonly site: string;
  /** Empty for the caller. */
  readonly offerId: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly heldMs: number;
  /** `open`, `normal`, a requeue's cause, `site-lost`. */
  readonly ending: string;
}

export interface DecisionRecord {
  readonly decisionId: string;
  readonly router: string;
  readonly decidedAt: number;
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly queue: string;
  readonly mode: 'proxy' | 'redirect' | 'label';
  readonly sipCallId: string;
  readonly sites: readonly string[];
  readonly isDefault: boolean;
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly tookMs: number;
  readonly passedOver: readonly PassedOver[];
  readonly outcome: 'pending' | 'delivered' | 'failed' | 'cancelled';
  readonly deliveredTo: string;
  readonly status: number;
  readonly endedAt: number | null;
  /** The process that said so. */
  readonly owner: Owner;
  /** False when only what became of it is known, not the decision itself. */
  readonly known: boolean;
}

export interface PassedOver {
  readonly site: string;
  readonly cause: 'silent' | 'unreachable' | 'refused';
  readonly status: number;
  readonly afterMs: number;
}
