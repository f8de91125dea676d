import type { Position, Sending } from '../../kernel/transaction/twins.ts';

/**
 * One of the twin back-ends, as a port. Every call ends in exactly one outcome, within its deadline,
 * and never rejects. `unsent` is a promise: not one byte of this call left us.
 */
export interface BackendClient {
  query(backend: string, question: BackendQuestion): Promise<QueryOutcome>;
  submit(write: BackendWrite): Promise<SubmitOutcome>;
  /** What became of a key. A back-end that doesn't know it seals it: a late sending will be refused. */
  inquire(backend: string, inquiry: BackendInquiry): Promise<InquiryOutcome>;
  probe(backend: string, deadlineMs: number): Promise<ProbeOutcome>;
  close(): Promise<void>;
}

export interface BackendQuestion {
  readonly type: string;
  readonly customer: string;
  /** JSON. */
  readonly payload: string;
  readonly deadlineMs: number;
}

export interface BackendWrite extends BackendQuestion {
  readonly key: string;
  readonly to: Sending;
}

export interface BackendInquiry {
  readonly key: string;
  /** Epoch ms before which no byte of it left us: the back-end tells whether it remembers that far back. */
  readonly sentAtMs: number;
  readonly deadlineMs: number;
}

export type Unheard =
  /** No byte left us. */
  | { readonly outcome: 'unsent'; readonly why: string }
  /** Bytes may have left us; no answer that makes sense came. */
  | { readonly outcome: 'lost'; readonly why: string };

export type QueryOutcome =
  | { readonly outcome: 'answered'; readonly result: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string }
  | { readonly outcome: 'turned-away'; readonly why: string }
  | Unheard;

export type SubmitOutcome =
  | {
      readonly outcome: 'done';
      /** Where it was applied first, and its number there. */
      readonly origin: string;
      readonly sequence: number;
      readonly result: string;
    }
  /** Kept under the key: the same key is refused for ever. */
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string }
  | { readonly outcome: 'sealed' }
  /** This sending did nothing: fenced, of a stale generation, too busy, too late. */
  | { readonly outcome: 'turned-away'; readonly why: string; readonly position?: Position }
  | Unheard;

export type InquiryOutcome =
  | {
      readonly outcome: 'done';
      readonly origin: string;
      readonly sequence: number;
      readonly result: string;
    }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string }
  | { readonly outcome: 'sealed' }
  /** It doesn't remember that far back. */
  | { readonly outcome: 'forgotten' }
  | { readonly outcome: 'turned-away'; readonly why: string }
  | Unheard;

export type ProbeOutcome = { readonly outcome: 'heard'; readonly position: Position } | Unheard;
