import type { CallOutcome, Candidate } from '../../kernel/event/fact.ts';

/**
 * What the page may ask ops for beside the feed, and what it is answered: the demo's buttons and the
 * records. Types and one header name, safe to import in a browser.
 */

// ---- what the page may ask for -------------------------------------------------------------

/** Header that every POST must carry; its value is in `GET /api/session`. */
export const csrfHeader = 'x-tandem-csrf';

/** `GET /api/session`. */
export interface Session {
  readonly csrf: string;
  /** What this cluster lets a demo do; a page hides the buttons of the others. */
  readonly demo: { readonly callIn: boolean; readonly loseSite: boolean; readonly desktop: boolean };
  readonly sites: readonly string[];
}

/** `POST /api/demo/call-in` with `CallInRequest`. */
export interface CallInRequest {
  /** A number to dial; 4002 unless given. */
  readonly dnis?: string;
}
export interface CallInReply {
  /** The caller's number: the call with this `ani` in the feed is yours. */
  readonly ani: string;
  readonly dnis: string;
}

/** `POST /api/demo/lose-site`, `POST /api/demo/restore-site`. */
export interface SiteReply {
  readonly site: string;
  readonly sentence: string;
}

/** `GET /api/demo/desktop?site=`: where to open a desktop, and as whom. */
export interface DesktopReply {
  readonly url: string;
  readonly site: string;
  readonly agentId: string;
}

/** Any answer that is not 2xx. */
export interface Problem {
  readonly code: string;
  /** What to do next, for people. */
  readonly sentence: string;
  readonly retriable: boolean;
}

// ---- records -------------------------------------------------------------------------------

/** `GET /api/records?limit=50&before=<epoch ms>&site=&agent=&outcome=`: newest first. */
export interface RecordsReply {
  readonly records: readonly RecordSummary[];
  /** Pass as `before` for the next page; null at the end. */
  readonly nextBefore: number | null;
  /** ms since the projector last committed anything up to the ends of the log; -1 unknown. */
  readonly ageMs: number;
}

export interface RecordSummary {
  readonly callId: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly ani: string;
  readonly dnis: string;
  readonly callType: string;
  readonly queue: string;
  readonly site: string;
  readonly agentId: string;
  readonly outcome: CallOutcome | null;
  readonly reason: string;
  readonly waitedMs: number;
  readonly talkMs: number;
  readonly cut: boolean;
}

/** `GET /api/records/:callId`. */
export interface RecordReply extends RecordSummary {
  readonly sipCallId: string;
  readonly trunk: string;
  readonly routedBy: 'router' | 'asked' | 'site' | '';
  readonly endedBy: string;
  readonly q850: number;
  /** Its site was taken for lost, and its end was told by a fact after all. */
  readonly amended: boolean;
  readonly segments: readonly SegmentReply[];
  readonly decisions: readonly DecisionReply[];
}

export interface SegmentReply {
  readonly segment: number;
  readonly site: string;
  readonly queue: string;
  readonly startedAt: number;
  readonly queuedAt: number | null;
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
  readonly waitedMs: number;
  readonly ending: string;
  /** False for a site that had the call beside the one that served it. */
  readonly serving: boolean;
  readonly legs: readonly LegReply[];
}

export interface LegReply {
  readonly leg: number;
  readonly party: 'caller' | 'agent';
  /** The agent's id, or the caller's number. */
  readonly who: string;
  readonly site: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly heldMs: number;
  readonly ending: string;
}

export interface DecisionReply {
  readonly decisionId: string;
  readonly router: string;
  readonly decidedAt: number;
  readonly sites: readonly string[];
  readonly isDefault: boolean;
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly tookMs: number;
  readonly passedOver: readonly { readonly site: string; readonly cause: string; readonly afterMs: number }[];
  readonly outcome: string;
  readonly deliveredTo: string;
}
