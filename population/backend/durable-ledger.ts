import { existsSync, readFileSync } from 'node:fs';
import { AppendFile } from '../../platform/journal/append-file.ts';
import { frameRecord, scanRecords } from '../../platform/journal/record.ts';
import type { Entry, LedgerRecord } from './entries.ts';
import {
  type InquiryVerdict,
  Ledger,
  type LedgerOptions,
  type LedgerWrite,
  type Position,
  type WriteVerdict,
} from './ledger.ts';

/**
 * The ledger over a file that only grows. Nobody is told anything that rests on a record which is not
 * on disk yet: answers, positions and replication wait for it. Survives `kill -9` at any moment.
 */
export class DurableLedger {
  readonly #ledger: Ledger;
  readonly #file: AppendFile;
  /** The position as it is on disk. */
  #safe: Position;

  private constructor(ledger: Ledger, file: AppendFile) {
    this.#ledger = ledger;
    this.#file = file;
    this.#safe = ledger.position();
  }

  /** Reads back what is there; cuts a last record that was being written when the process ended. */
  static async open(path: string, options: LedgerOptions): Promise<DurableLedger> {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const { records, goodBytes } = scanRecords(bytes);
    const ledger = new Ledger(options);
    for (const { payload } of records) ledger.take(JSON.parse(payload.toString('utf8')) as LedgerRecord);
    return new DurableLedger(ledger, await AppendFile.open(path, goodBytes));
  }

  /** Reads may see what is about to be safe: they promise nothing. */
  balanceFen(account: string): number {
    return this.#ledger.balanceFen(account);
  }

  get conflicts(): number {
    return this.#ledger.conflicts;
  }

  position(): Position {
    return this.#safe;
  }

  async submit(write: LedgerWrite, nowMs: number): Promise<WriteVerdict> {
    const { verdict, record } = this.#ledger.submit(write, nowMs);
    await this.#keep(record);
    return verdict;
  }

  async inquire(key: string, sentAtMs: number, nowMs: number): Promise<InquiryVerdict> {
    const { verdict, record } = this.#ledger.inquire(key, sentAtMs, nowMs);
    await this.#keep(record);
    return verdict;
  }

  async fence(by: string, why: string): Promise<void> {
    await this.#keep(this.#ledger.fence(by, why));
  }

  async restore(by: string, why: string): Promise<void> {
    await this.#keep(this.#ledger.restore(by, why));
  }

  /** Takes the twin's next entries in; what isn't next is left out. */
  async replicate(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      const record = this.#ledger.replicate(entry);
      if (record) this.#file.append(frameOf(record));
    }
    await this.#keep(undefined);
  }

  /** For the twin: own entries after `after` that are safe and were made by `untilMs`. */
  entriesFor(after: number, untilMs: number, limit: number): readonly Entry[] {
    const entries = this.#ledger.ownAfter(after, this.#safe.head, limit);
    const tooYoung = entries.findIndex((entry) => entry.atMs > untilMs);
    return tooYoung < 0 ? entries : entries.slice(0, tooYoung);
  }

  /** Everything held that is safe, own and replicated, for checkers. */
  all(): readonly Entry[] {
    return this.#ledger.upTo(this.#safe);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Repeats of a key wait too: the record that they rest on may still be on its way to the disk. */
  async #keep(record: LedgerRecord | undefined): Promise<void> {
    if (record) this.#file.append(frameOf(record));
    const position = this.#ledger.position();
    await this.#file.commit();
    this.#safe = position;
  }
}

function frameOf(record: LedgerRecord): Buffer {
  return frameRecord([Buffer.from(JSON.stringify(record), 'utf8')]);
}
