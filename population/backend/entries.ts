/** What a back-end keeps, as it lies on its disk and as the other twin and checkers see it. */
export interface Entry {
  /** The back-end that applied it, and its number there: together its name for ever. */
  readonly origin: string;
  readonly sequence: number;
  readonly key: string;
  readonly type: string;
  readonly customer: string;
  readonly postings: readonly Posting[];
  /** JSON of what the asker was answered. */
  readonly result: string;
  /** Epoch ms on the clock of the origin. */
  readonly atMs: number;
}

/** What an account gained, or lost. */
export interface Posting {
  readonly account: string;
  readonly fen: number;
}

/** One line of the back-end's own log. */
export type LedgerRecord =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | {
      readonly kind: 'refusal';
      readonly key: string;
      readonly code: string;
      readonly message: string;
      readonly atMs: number;
    }
  /** Asked about and not known: never to be applied here. */
  | { readonly kind: 'seal'; readonly key: string; readonly atMs: number }
  | {
      readonly kind: 'fence';
      readonly generation: number;
      readonly head: number;
      readonly by: string;
      readonly why: string;
    }
  | { readonly kind: 'restore'; readonly by: string; readonly why: string };
