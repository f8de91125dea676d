import type { BusinessRequest } from '../../kernel/transaction/business.ts';
import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Home, Placement, Sending } from '../../kernel/transaction/twins.ts';

/**
 * The journal of writes, shared by all gateways of a region. A write is in it before its first byte
 * goes out. Each transaction has one owner at a time, under an epoch that only grows: what a former
 * owner wants to write is refused.
 *
 * Every call may reject with `EngineAway` (nothing was written) or `CommitInDoubt` (it may have been).
 */
export interface Journal {
  /**
   * Takes a new write in, as sent to where `place` puts it. `place` must be pure: it may run more than
   * once. A key that is already there changes nothing.
   */
  begin(entry: NewTransaction, place: Place): Promise<Begun>;
  /** Moves an open write to another back-end, before its first byte goes there. */
  resend(id: string, epoch: number, attempt: number, place: Place, at: StepMark): Promise<Resent>;
  /** Notes a step that decides nothing. False: another owns it now. */
  note(id: string, epoch: number, step: NoteStep, at: StepMark): Promise<boolean>;
  /** Writes the end. False: another owns it now, or it has ended already. */
  settle(id: string, epoch: number, outcome: Outcome, at: StepMark): Promise<boolean>;
  find(id: string): Promise<TransactionRecord | undefined>;
  steps(id: string): Promise<readonly JournalStep[]>;
  /** Makes `owner` the owner if the epoch is still `epoch`; returns the new one. */
  takeOver(id: string, epoch: number, owner: string, at: StepMark): Promise<number | undefined>;
  /** Open writes whose owner isn't `owner`, and those of `owner` that are older than `begunBeforeMs`, oldest first. */
  open(filter: OpenFilter): Promise<readonly TransactionRecord[]>;
}

/** `open`: how many other writes of the customer are not settled. */
export type Place = (home: Home | undefined, open: number) => Placement;

export interface NewTransaction {
  readonly id: string;
  readonly request: BusinessRequest;
  readonly fingerprint: string;
  /** `gateway-1/12-7k2f`: process and boot. */
  readonly owner: string;
  readonly begunAtMs: number;
}

export type Begun =
  | { readonly outcome: 'begun'; readonly epoch: number; readonly placement: Placement & { placed: true } }
  | { readonly outcome: 'known'; readonly record: TransactionRecord }
  | { readonly outcome: 'held'; readonly reason: 'backends-away' | 'customer-held' };

export type Resent =
  | { readonly outcome: 'placed'; readonly placement: Placement & { placed: true } }
  | { readonly outcome: 'held'; readonly reason: 'backends-away' | 'customer-held' }
  /** Another owns it now. */
  | { readonly outcome: 'lost' };

export interface TransactionRecord {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly customer: string;
  readonly asker: string;
  readonly callId: string;
  readonly fingerprint: string;
  readonly owner: string;
  readonly epoch: number;
  readonly state: OpenState | 'done' | 'failed';
  /** The last sending that the journal knows of. */
  readonly sending: Sending;
  readonly begunAtMs: number;
  /** When the last sending was journalled: no byte of it left earlier. */
  readonly sentAtMs: number;
  readonly outcome: Outcome | undefined;
  readonly settledAtMs: number;
}

export type OpenState = 'sent' | 'in-doubt' | 'pending';
export type NoteStep = 'in-doubt' | 'inquired' | 'pending';

/** Who says a step, when, and in which words. */
export interface StepMark {
  readonly gateway: string;
  readonly atMs: number;
  readonly backend: string;
  readonly detail: string;
}

export interface JournalStep extends StepMark {
  readonly number: number;
  readonly step: 'begun' | 'sent' | NoteStep | 'taken-over' | 'done' | 'failed';
}

export interface OpenFilter {
  readonly limit: number;
}
