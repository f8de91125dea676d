import type { Entry, LedgerRecord, Posting } from './entries.ts';

/** A write as it arrives. */
export interface LedgerWrite {
  readonly key: string;
  readonly type: string;
  readonly customer: string;
  /** JSON. */
  readonly payload: string;
  /** The generation of this back-end to which it was addressed. */
  readonly generation: number;
}

/** What became of a write. Nothing may be told before the record that came with it is on disk. */
export type WriteVerdict =
  | { readonly outcome: 'done'; readonly origin: string; readonly sequence: number; readonly result: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string }
  | { readonly outcome: 'sealed' }
  | { readonly outcome: 'turned-away'; readonly why: 'fenced' | 'stale-generation' };

export type InquiryVerdict =
  | Exclude<WriteVerdict, { outcome: 'turned-away' }>
  | { readonly outcome: 'forgotten' };

/** What the business decides about a write that nothing else stands against. */
export type Business = (
  write: LedgerWrite,
  fenIn: (account: string) => number,
) =>
  | { readonly postings: readonly Posting[]; readonly result: (balanceFen: number) => object }
  | { readonly refused: string; readonly message: string };

export interface LedgerOptions {
  readonly id: string;
  readonly twin: string;
  readonly keyRetentionMs: number;
  /** What an account held when the bank opened, fen. */
  readonly openingFen: (account: string) => number;
  readonly business: Business;
}

/** How far it is, as its askers and its twin may know it. */
export interface Position {
  readonly generation: number;
  readonly fenced: boolean;
  readonly head: number;
  readonly fencedHead: number;
  readonly replicated: Readonly<Record<string, number>>;
}

type Kept =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'refusal'; readonly code: string; readonly message: string; readonly atMs: number }
  | { readonly kind: 'seal'; readonly atMs: number };

/**
 * One back-end's ledger: entries of its own and of its twin, the answer under every key, fences. It
 * decides in memory and returns the record that must be on disk before anybody hears of it. The
 * repeat of a key gets the first answer, whatever else has happened since.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #own: Entry[] = [];
  readonly #twins: Entry[] = [];
  readonly #kept = new Map<string, Kept>();
  readonly #fen = new Map<string, number>();
  #generation = 0;
  #fenced = false;
  #fencedHead = 0;
  /** Entries that came from the twin although the same key was done or sealed here. Always 0 unless something is wrong. */
  conflicts = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get head(): number {
    return this.#own.length;
  }

  get replicated(): number {
    return this.#twins.length;
  }

  position(): Position {
    return {
      generation: this.#generation,
      fenced: this.#fenced,
      head: this.head,
      fencedHead: this.#fencedHead,
      replicated: { [this.#options.twin]: this.replicated },
    };
  }

  balanceFen(account: string): number {
    return this.#fen.get(account) ?? this.#options.openingFen(account);
  }

  submit(
    write: LedgerWrite,
    nowMs: number,
  ): { readonly verdict: WriteVerdict; readonly record?: LedgerRecord } {
    const kept = this.#keptOf(write.key, nowMs);
    if (kept) return { verdict: verdictOf(kept) };
    if (this.#fenced) return { verdict: { outcome: 'turned-away', why: 'fenced' } };
    if (write.generation < this.#generation) {
      return { verdict: { outcome: 'turned-away', why: 'stale-generation' } };
    }
    const decided = this.#options.business(write, (account) => this.balanceFen(account));
    if ('refused' in decided) {
      const { refused: code, message } = decided;
      return this.#keep({ kind: 'refusal', key: write.key, code, message, atMs: nowMs });
    }
    const gained = decided.postings.find((posting) => posting.account === write.customer)?.fen ?? 0;
    const entry: Entry = {
      origin: this.#options.id,
      sequence: this.head + 1,
      key: write.key,
      type: write.type,
      customer: write.customer,
      postings: decided.postings,
      result: JSON.stringify(decided.result(this.balanceFen(write.customer) + gained)),
      atMs: nowMs,
    };
    return this.#keep({ kind: 'entry', entry });
  }

  /**
   * What became of a key. One that isn't known is sealed, so that the answer stays true. `forgotten`
   * when the write may be older than what is remembered.
   */
  inquire(
    key: string,
    sentAtMs: number,
    nowMs: number,
  ): { readonly verdict: InquiryVerdict; readonly record?: LedgerRecord } {
    const kept = this.#keptOf(key, nowMs);
    if (kept) return { verdict: verdictOf(kept) as InquiryVerdict };
    if (sentAtMs < nowMs - this.#options.keyRetentionMs) return { verdict: { outcome: 'forgotten' } };
    const { record } = this.#keep({ kind: 'seal', key, atMs: nowMs });
    return { verdict: { outcome: 'sealed' }, record };
  }

  /** From here every write addressed to an earlier generation is refused, for ever. */
  fence(by: string, why: string): LedgerRecord {
    const record: LedgerRecord = {
      kind: 'fence',
      generation: this.#generation + 1,
      head: this.head,
      by,
      why,
    };
    this.take(record);
    return record;
  }

  restore(by: string, why: string): LedgerRecord {
    const record: LedgerRecord = { kind: 'restore', by, why };
    this.take(record);
    return record;
  }

  /** The next entry of the twin; `undefined` when it isn't the next. */
  replicate(entry: Entry): LedgerRecord | undefined {
    if (entry.origin !== this.#options.twin || entry.sequence !== this.replicated + 1) return undefined;
    const record: LedgerRecord = { kind: 'entry', entry };
    this.take(record);
    return record;
  }

  /** Own entries after `after`, at most `limit`, up to `upTo`. */
  ownAfter(after: number, upTo: number, limit: number): readonly Entry[] {
    return this.#own.slice(after, Math.min(upTo, after + limit));
  }

  /** Everything held up to `position`, own and replicated. */
  upTo(position: Position): readonly Entry[] {
    const replicated = position.replicated[this.#options.twin] ?? 0;
    return [...this.#own.slice(0, position.head), ...this.#twins.slice(0, replicated)];
  }

  /** Takes a record in: one just decided, or one read back from disk. */
  take(record: LedgerRecord): void {
    switch (record.kind) {
      case 'entry':
        this.#takeEntry(record.entry);
        return;
      case 'refusal':
      case 'seal':
        this.#kept.set(record.key, record);
        return;
      case 'fence':
        this.#generation = record.generation;
        this.#fencedHead = record.head;
        this.#fenced = true;
        return;
      case 'restore':
        this.#fenced = false;
        return;
    }
  }

  #takeEntry(entry: Entry): void {
    if (this.#kept.has(entry.key)) this.conflicts += 1;
    (entry.origin === this.#options.id ? this.#own : this.#twins).push(entry);
    this.#kept.set(entry.key, { kind: 'entry', entry });
    for (const { account, fen } of entry.postings) this.#fen.set(account, this.balanceFen(account) + fen);
  }

  #keep(record: LedgerRecord & { kind: 'entry' | 'refusal' | 'seal' }) {
    this.take(record);
    const key = record.kind === 'entry' ? record.entry.key : record.key;
    return { verdict: verdictOf(this.#kept.get(key)!), record };
  }

  #keptOf(key: string, nowMs: number): Kept | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    const atMs = kept.kind === 'entry' ? kept.entry.atMs : kept.atMs;
    if (atMs >= nowMs - this.#options.keyRetentionMs) return kept;
    this.#kept.delete(key);
    return undefined;
  }
}

function verdictOf(kept: Kept): WriteVerdict {
  switch (kept.kind) {
    case 'entry': {
      const { origin, sequence, result } = kept.entry;
      return { outcome: 'done', origin, sequence, result };
    }
    case 'refusal':
      return { outcome: 'refused', code: kept.code, message: kept.message };
    case 'seal':
      return { outcome: 'sealed' };
  }
}
