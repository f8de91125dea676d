import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Placement } from '../../kernel/transaction/twins.ts';
import type { Sql, SqlTransaction } from '../../platform/sql/port.ts';
import type {
  Begun,
  Journal,
  JournalStep,
  NewTransaction,
  NoteStep,
  OpenFilter,
  Place,
  Resent,
  StepMark,
  TransactionRecord,
} from './port.ts';
import {
  columns,
  type HomeRow,
  homeOf,
  recordOf,
  type StepRow,
  stepOf,
  type TransactionRow,
} from './rows.ts';
import * as statements from './statements.ts';

/** Nothing may be sent anywhere: rolls back what was taken in. */
class Held extends Error {
  readonly reason: 'backends-away' | 'customer-held';

  constructor(reason: Held['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** A transaction that this process has in hand is no longer in the journal. */
export class JournalLost extends Error {
  readonly code = 'journal-lost';
  readonly retriable = false;

  constructor(id: string) {
    super(
      `transaction ${id} is gone from the journal. Look whether the database was put back to an older state.`,
    );
    this.name = 'JournalLost';
  }
}

/**
 * The journal in SQL. A transaction costs two commits, one before its first byte goes out and one with
 * its outcome, each of one statement. None of them reads by a predicate (`statements.ts` says how), so
 * that under SERIALIZABLE only writes of the same customer can meet.
 */
export class SqlJournal implements Journal {
  readonly #sql: Sql;
  readonly #region: string;

  constructor(sql: Sql, region: string) {
    this.#sql = sql;
    this.#region = region;
  }

  async begin(entry: NewTransaction, place: Place): Promise<Begun> {
    try {
      return await this.#sql.transaction((tx) => this.#beginIn(tx, entry, place));
    } catch (error) {
      if (error instanceof Held) return { outcome: 'held', reason: error.reason };
      throw error;
    }
  }

  resend(id: string, epoch: number, attempt: number, place: Place, at: StepMark): Promise<Resent> {
    return this.#sql.transaction(async (tx) => {
      const customer = await this.#owned(tx, statements.touch, [this.#region, id, epoch]);
      if (customer === undefined) return { outcome: 'lost' };
      const [home] = await tx.query<HomeRow>(statements.touchHome, [this.#region, customer]);
      const placement = place(home && homeOf(home), Number(home?.open ?? 1) - 1);
      if (!placement.placed) return { outcome: 'held', reason: placement.reason };
      await this.#moveHome(tx, customer, placement);
      const { backend, generation } = placement;
      const sent = [this.#region, id, epoch, backend, generation, attempt, at.atMs, at.gateway, at.detail];
      await tx.query(statements.resend, sent);
      return { outcome: 'placed', placement };
    });
  }

  note(id: string, epoch: number, step: NoteStep, at: StepMark): Promise<boolean> {
    const noted = [this.#region, id, epoch, step, at.gateway, at.backend, at.detail, at.atMs];
    return this.#changed(statements.note, noted);
  }

  settle(id: string, epoch: number, outcome: Outcome, at: StepMark): Promise<boolean> {
    const done = outcome.state === 'done' ? outcome : undefined;
    const failed = outcome.state === 'failed' ? outcome : undefined;
    return this.#changed(statements.settle, [
      this.#region,
      id,
      epoch,
      outcome.state,
      at.gateway,
      outcome.backend,
      at.detail,
      at.atMs,
      done?.sequence ?? 0,
      done?.result ?? '',
      failed?.code ?? '',
      failed?.message ?? '',
      failed?.retriable ?? false,
    ]);
  }

  async find(id: string): Promise<TransactionRecord | undefined> {
    const [row] = await this.#sql.query<TransactionRow>(
      `select ${columns} from transaction where region = $1 and id = $2`,
      [this.#region, id],
    );
    return row && recordOf(row);
  }

  async steps(id: string): Promise<readonly JournalStep[]> {
    const rows = await this.#sql.query<StepRow>(
      `select number, step, gateway, backend, detail, at_ms from transaction_step
       where region = $1 and transaction_id = $2 order by number`,
      [this.#region, id],
    );
    return rows.map(stepOf);
  }

  async takeOver(id: string, epoch: number, owner: string, at: StepMark): Promise<number | undefined> {
    const taken = [this.#region, id, epoch, owner, at.gateway, at.backend, at.detail, at.atMs];
    return (await this.#changed(statements.takeOver, taken)) ? epoch + 1 : undefined;
  }

  async open(filter: OpenFilter): Promise<readonly TransactionRecord[]> {
    const rows = await this.#sql.query<TransactionRow>(
      `select ${columns} from transaction
       where region = $1 and ${statements.isOpen} order by begun_at_ms limit $2`,
      [this.#region, filter.limit],
    );
    return rows.map(recordOf);
  }

  /** First as if the customer's writes lived where this one would like to go; put right if they don't. */
  async #beginIn(tx: SqlTransaction, entry: NewTransaction, place: Place): Promise<Begun> {
    const guess = place(undefined, 0);
    const first = guess.placed ? guess : { placed: true as const, backend: '', generation: 0, moved: false };
    const [row] = await tx.query<HomeRow>(statements.begin, this.#valuesOf(entry, first));
    if (!row) {
      const [known] = await tx.query<TransactionRow>(
        `select ${columns} from transaction where region = $1 and id = $2`,
        [this.#region, entry.id],
      );
      if (known) return { outcome: 'known', record: recordOf(known) };
      throw new Error(`transaction ${entry.id} is neither new nor known`);
    }
    if (guess.placed && row.backend === guess.backend)
      return { outcome: 'begun', epoch: 1, placement: guess };
    const home = row.backend === '' ? undefined : homeOf(row);
    const placement = place(home, Number(row.open) - 1);
    if (!placement.placed) throw new Held(placement.reason);
    await this.#moveHome(tx, entry.request.customer, placement);
    const { backend, generation } = placement;
    const gateway = entry.owner.split('/')[0];
    const put = [this.#region, entry.id, backend, generation, gateway, entry.begunAtMs];
    await tx.query(statements.putRight, put);
    return { outcome: 'begun', epoch: 1, placement };
  }

  async #moveHome(tx: SqlTransaction, customer: string, to: Placement & { placed: true }): Promise<void> {
    const { backend, generation, moved } = to;
    await tx.query(statements.moveHome, [this.#region, customer, backend, generation, moved]);
  }

  /** Whether the row was there, open, and of this owner. */
  #changed(text: string, parameters: readonly unknown[]): Promise<boolean> {
    return this.#sql.transaction(async (tx) => (await this.#owned(tx, text, parameters)) !== undefined);
  }

  /** The customer of the row that was changed. */
  async #owned(
    tx: SqlTransaction,
    text: string,
    parameters: readonly unknown[],
  ): Promise<string | undefined> {
    const [row] = await tx.query<{ customer: string }>(text, parameters);
    if (row?.customer === '') throw new JournalLost(String(parameters[1]));
    return row?.customer;
  }

  #valuesOf(entry: NewTransaction, placement: Placement & { placed: true }): readonly unknown[] {
    const { request } = entry;
    return [
      this.#region,
      entry.id,
      request.key,
      request.customer,
      request.type.name,
      request.asker,
      request.callId,
      entry.fingerprint,
      placement.backend,
      placement.generation,
      entry.owner,
      entry.begunAtMs,
      entry.owner.split('/')[0],
    ];
  }
}
