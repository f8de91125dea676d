/**
 * The journal's statements. An UPDATE finds its row by a predicate, and under SERIALIZABLE PostgreSQL
 * then guards the whole page of the index (of a small table: all of it) against everybody else's
 * inserts. INSERT … ON CONFLICT (primary key) DO UPDATE finds the row by its key alone and guards
 * nothing but the row. So changes are written that way. The row that they would insert has no customer;
 * it could come about only if rows had been lost, and whoever sees it rolls back.
 */
export const isOpen = "state in ('sent', 'in-doubt', 'pending')";

const addStep = `insert into transaction_step
  (region, transaction_id, number, step, gateway, backend, detail, at_ms)`;

/** A row of nothing, to conflict with the one that is there. $1 region, $2 id, $3 the owner's epoch. */
function changeOwned(set: string): string {
  return `insert into transaction as t
    (region, id, key, type, customer, asker, call_id, fingerprint, owner, owner_epoch, state, backend,
     generation, attempt, begun_at_ms, sent_at_ms, steps)
    values ($1, $2, '', '', '', '', '', '', '', 0, '', '', 0, 0, 0, 0, 0)
    on conflict (region, id) do update set ${set}
    where t.owner_epoch = $3 and t.${isOpen}
    returning t.steps, t.customer`;
}

/**
 * Takes a write in if its key is new, and returns where the customer's writes live, this one counted.
 * $1 region, $2 id, $3 key, $4 customer, $5 type, $6 asker, $7 call, $8 fingerprint, $9 back-end, $10
 * generation, $11 owner, $12 begun at, $13 gateway. No row: the key is known.
 */
export const begin = `with taken as (
    insert into transaction
      (region, id, key, customer, type, asker, call_id, fingerprint, backend, generation, owner,
       owner_epoch, state, attempt, begun_at_ms, sent_at_ms, steps)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 'sent', 1, $12, $12, 2)
    on conflict (region, id) do nothing returning id),
  home as (
    insert into customer_home as h (region, customer, backend, generation, last_sequence, open)
    select $1::text, $4::text, $9::text, $10::bigint, 0, 1 from taken
    on conflict (region, customer) do update set open = h.open + 1,
      generation = case when h.backend = excluded.backend
        then greatest(h.generation, excluded.generation) else h.generation end
    returning h.backend, h.generation, h.last_sequence, h.open),
  step as (
    ${addStep} select $1::text, taken.id, s.number, s.step, $13::text, s.backend, '', $12::bigint
    from taken, home, (values (1, 'begun', ''), (2, 'sent', $9::text)) as s(number, step, backend)
    where home.backend = $9::text and $9::text <> '')
  select backend, generation, last_sequence, open from home`;

/** After `begin`, when the write goes elsewhere: $3 back-end, $4 generation, $5 gateway, $6 at. */
export const putRight = `with changed as (
    insert into transaction as t
      (region, id, key, type, customer, asker, call_id, fingerprint, owner, owner_epoch, state, backend,
       generation, attempt, begun_at_ms, sent_at_ms, steps)
    values ($1, $2, '', '', '', '', '', '', '', 0, '', '', 0, 0, 0, 0, 0)
    on conflict (region, id) do update set backend = $3, generation = $4 returning t.id)
  ${addStep} select $1::text, changed.id, s.number, s.step, $5::text, s.backend, '', $6::bigint
  from changed, (values (1, 'begun', ''), (2, 'sent', $3::text)) as s(number, step, backend)`;

/** Holds an open write of this owner for what follows in the transaction. */
export const touch = changeOwned('steps = t.steps');

/** Holds the customer's home. $1 region, $2 customer. */
export const touchHome = `insert into customer_home as h
    (region, customer, backend, generation, last_sequence, open) values ($1, $2, '', 0, 0, 1)
    on conflict (region, customer) do update set open = h.open
    returning h.backend, h.generation, h.last_sequence, h.open`;

/** $3 back-end, $4 generation, $5 whether that is another than before. */
export const moveHome = `insert into customer_home as h
    (region, customer, backend, generation, last_sequence, open) values ($1, $2, $3, $4, 0, 1)
    on conflict (region, customer) do update set backend = excluded.backend,
      generation = case when $5 then excluded.generation else greatest(h.generation, excluded.generation) end,
      last_sequence = case when $5 then 0 else h.last_sequence end`;

/** $4 back-end, $5 generation, $6 attempt, $7 at, $8 gateway, $9 detail. */
export const resend = `with changed as (
    ${changeOwned(`state = 'sent', backend = $4, generation = $5, attempt = $6, sent_at_ms = $7,
      steps = t.steps + 1`)})
  ${addStep} select $1::text, $2::text, changed.steps, 'sent', $8::text, $4::text, $9::text, $7::bigint
  from changed`;

/** $4 step, $5 gateway, $6 back-end, $7 detail, $8 at. */
export const note = `with changed as (
    ${changeOwned("steps = t.steps + 1, state = case when $4 = 'inquired' then t.state else $4 end")}),
  step as (
    ${addStep} select $1::text, $2::text, changed.steps, $4::text, $5::text, $6::text, $7::text, $8::bigint
    from changed)
  select customer from changed`;

/** As `note`, and $9 sequence, $10 result, $11 code, $12 message, $13 whether it is worth another try. */
export const settle = `with changed as (
    ${changeOwned(`steps = t.steps + 1, state = $4, settled_at_ms = $8, settled_by = $6, sequence = $9,
      result = $10, code = $11, message = $12, retriable = $13`)}),
  step as (
    ${addStep} select $1::text, $2::text, changed.steps, $4::text, $5::text, $6::text, $7::text, $8::bigint
    from changed),
  home as (
    insert into customer_home as h (region, customer, backend, generation, last_sequence, open)
    select $1::text, changed.customer, '', 0, 0, 0 from changed
    on conflict (region, customer) do update set open = greatest(h.open - 1, 0),
      last_sequence = case when h.backend = $6 and $4 = 'done'
        then greatest(h.last_sequence, $9::bigint) else h.last_sequence end)
  select customer from changed`;

/** $4 new owner, $5 gateway, $6 back-end, $7 detail, $8 at. */
export const takeOver = `with changed as (
    ${changeOwned('steps = t.steps + 1, owner = $4, owner_epoch = t.owner_epoch + 1')}),
  step as (
    ${addStep} select $1::text, $2::text, changed.steps, 'taken-over', $5::text, $6::text, $7::text, $8::bigint
    from changed)
  select customer from changed`;
