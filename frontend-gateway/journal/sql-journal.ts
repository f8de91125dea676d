import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Home, Placement } from '../../kernel/transaction/twins.ts';
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

const isOpen = "state in ('sent', 'in-doubt', 'pending')";

/** Steps beside what they tell of: one statement each, so that a step costs one round trip more than none. */
const addStep = `insert into transaction_step
  (region, transaction_id, number, step, gateway, backend, detail, at_ms)`;

/**
 * The journal in SQL. Writes are one statement where they can be: a transaction costs two commits, one
 * before its first byte goes out and one with its outcome. Nothing but the primary key is read on that
 * way, so that writes of different customers don't meet.
 */
export class SqlJournal implements Journal {
  readonly #sql: Sql;
  readonly #region: string;

  constructor(sql: Sql, region: string) {
    this.#sql = sql;
    this.#region = region;
  }

  begin(entry: NewTransaction, place: Place): Promise<Begun> {
    return this.#sql.transaction(async (tx) => {
      const first = place(undefined, 0);
      if (first.placed) {
        const [row] = await tx.query<HomeRow & { taken: number }>(
          `with home as (
             insert into customer_home as h (region, customer, backend, generation, last_sequence)
             values ($1, $4, $9, $10, 0)
             on conflict (region, customer) do update
               set generation = case when h.backend = excluded.backend
                 then greatest(h.generation, excluded.generation) else h.generation end
             returning backend, generation, last_sequence),
           taken as (${insertOf('home where home.backend = $9::text')}),
           step as (${stepsOf('taken')})
           select home.backend, home.generation, home.last_sequence, (select count(*) from taken) as taken
           from home`,
          this.#valuesOf(entry, first),
        );
        if (row && Number(row.taken) === 1) return { outcome: 'begun', epoch: 1, placement: first };
      }
      return this.#beginWithCare(tx, entry, place);
    });
  }

  resend(id: string, epoch: number, attempt: number, place: Place, at: StepMark): Promise<Resent> {
    return this.#sql.transaction(async (tx) => {
      const [row] = await tx.query<{ customer: string }>(
        `select customer from transaction where region = $1 and id = $2 and owner_epoch = $3 and ${isOpen}
         for update`,
        [this.#region, id, epoch],
      );
      if (!row) return { outcome: 'lost' };
      const placement = await this.#place(tx, row.customer, id, place);
      if (!placement.placed) return { outcome: 'held', reason: placement.reason };
      await tx.query(
        `with moved as (
           update transaction set state = 'sent', backend = $4, generation = $5, attempt = $6,
             sent_at_ms = $7, steps = steps + 1
           where region = $1 and id = $2 and owner_epoch = $3 returning steps)
         ${addStep} select $1, $2, steps, 'sent', $8::text, $4, $9::text, $7::bigint from moved`,
        [
          this.#region,
          id,
          epoch,
          placement.backend,
          placement.generation,
          attempt,
          at.atMs,
          at.gateway,
          at.detail,
        ],
      );
      return { outcome: 'placed', placement };
    });
  }

  note(id: string, epoch: number, step: NoteStep, at: StepMark): Promise<boolean> {
    return this.#changed(
      `with changed as (
         update transaction set steps = steps + 1, state = case when $4 = 'inquired' then state else $4 end
         where region = $1 and id = $2 and owner_epoch = $3 and ${isOpen} returning steps),
       step as (${addStep} select $1, $2, steps, $4::text, $5::text, $6::text, $7::text, $8::bigint from changed)
       select count(*) as changed from changed`,
      [this.#region, id, epoch, step, at.gateway, at.backend, at.detail, at.atMs],
    );
  }

  settle(id: string, epoch: number, outcome: Outcome, at: StepMark): Promise<boolean> {
    const done = outcome.state === 'done' ? outcome : undefined;
    const failed = outcome.state === 'failed' ? outcome : undefined;
    return this.#changed(
      `with changed as (
         update transaction set steps = steps + 1, state = $4, settled_at_ms = $8, settled_by = $6,
           sequence = $9, result = $10, code = $11, message = $12, retriable = $13
         where region = $1 and id = $2 and owner_epoch = $3 and ${isOpen} returning steps, customer),
       step as (${addStep} select $1, $2, steps, $4::text, $5::text, $6::text, $7::text, $8::bigint from changed),
       home as (
         update customer_home as h set last_sequence = greatest(h.last_sequence, $9::bigint) from changed
         where h.region = $1 and h.customer = changed.customer and h.backend = $6 and $4 = 'done')
       select count(*) as changed from changed`,
      [
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
      ],
    );
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
    const taken = await this.#changed(
      `with changed as (
         update transaction set steps = steps + 1, owner = $4, owner_epoch = owner_epoch + 1
         where region = $1 and id = $2 and owner_epoch = $3 and ${isOpen} returning steps),
       step as (
         ${addStep} select $1, $2, steps, 'taken-over', $5::text, $6::text, $7::text, $8::bigint from changed)
       select count(*) as changed from changed`,
      [this.#region, id, epoch, owner, at.gateway, at.backend, at.detail, at.atMs],
    );
    return taken ? epoch + 1 : undefined;
  }

  async open(filter: OpenFilter): Promise<readonly TransactionRecord[]> {
    const rows = await this.#sql.query<TransactionRow>(
      `select ${columns} from transaction where region = $1 and ${isOpen} order by begun_at_ms limit $2`,
      [this.#region, filter.limit],
    );
    return rows.map(recordOf);
  }

  /** The customer's writes live elsewhere, or the key is there already, or nothing may be sent anywhere. */
  async #beginWithCare(tx: SqlTransaction, entry: NewTransaction, place: Place): Promise<Begun> {
    const [known] = await tx.query<TransactionRow>(
      `select ${columns} from transaction where region = $1 and id = $2`,
      [this.#region, entry.id],
    );
    if (known) return { outcome: 'known', record: recordOf(known) };
    const placement = await this.#place(tx, entry.request.customer, entry.id, place);
    if (!placement.placed) return { outcome: 'held', reason: placement.reason };
    await tx.query(
      `with taken as (${insertOf('(values (1)) as one(n)')}), step as (${stepsOf('taken')})
       select count(*) from taken`,
      this.#valuesOf(entry, placement),
    );
    return { outcome: 'begun', epoch: 1, placement };
  }

  /** Reads the customer's home for update, lets `place` decide, and writes where it moved to. */
  async #place(tx: SqlTransaction, customer: string, except: string, place: Place): Promise<Placement> {
    const [row] = await tx.query<HomeRow>(
      `select backend, generation, last_sequence from customer_home
       where region = $1 and customer = $2 for update`,
      [this.#region, customer],
    );
    const home: Home | undefined = row && homeOf(row);
    const [open] = await tx.query<{ open: number }>(
      `select count(*) as open from transaction
       where region = $1 and customer = $2 and id <> $3 and backend = $4 and ${isOpen}`,
      [this.#region, customer, except, home?.backend ?? ''],
    );
    const placement = place(home, Number(open?.open ?? 0));
    if (!placement.placed) return placement;
    const { backend, generation, moved } = placement;
    await tx.query(
      `insert into customer_home as h (region, customer, backend, generation, last_sequence)
       values ($1, $2, $3, $4, 0)
       on conflict (region, customer) do update set backend = excluded.backend,
         generation = excluded.generation, last_sequence = case when $5 then 0 else h.last_sequence end`,
      [this.#region, customer, backend, generation, moved],
    );
    return placement;
  }

  async #changed(text: string, parameters: readonly unknown[]): Promise<boolean> {
    const rows = await this.#sql.transaction((tx) => tx.query<{ changed: number }>(text, parameters));
    return Number(rows[0]?.changed ?? 0) === 1;
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

/** The parameters are those of `#valuesOf`. */
function insertOf(from: string): string {
  return `insert into transaction
    (region, id, key, customer, type, asker, call_id, fingerprint, backend, generation, owner, owner_epoch,
     state, attempt, begun_at_ms, sent_at_ms, steps)
    select $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text,
      $10::bigint, $11::text, 1, 'sent', 1, $12::bigint, $12::bigint, 2
    from ${from} on conflict (region, id) do nothing returning id`;
}

function stepsOf(taken: string): string {
  return `${addStep} select $1::text, ${taken}.id, s.number, s.step, $13::text, s.backend, '', $12::bigint
    from ${taken}, (values (1, 'begun', ''), (2, 'sent', $9::text)) as s(number, step, backend)`;
}
