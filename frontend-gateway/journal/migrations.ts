import type { Migration } from '../../platform/sql/port.ts';

/**
 * The journal's tables. A transaction's id is a digest of its key, so that rows spread over all ranges;
 * `customer_home` says where a customer's writes live and is the row on which two gateways meet.
 */
export const journalMigrations: readonly Migration[] = [
  {
    name: 'frontend-gateway/0001-journal',
    statements: [
      `create table transaction (
        region text not null,
        id text not null,
        key text not null,
        type text not null,
        customer text not null,
        asker text not null,
        call_id text not null,
        fingerprint text not null,
        owner text not null,
        owner_epoch bigint not null,
        state text not null,
        backend text not null,
        generation bigint not null,
        attempt bigint not null,
        begun_at_ms bigint not null,
        sent_at_ms bigint not null,
        settled_at_ms bigint not null default 0,
        steps bigint not null,
        settled_by text not null default '',
        sequence bigint not null default 0,
        result text not null default '',
        code text not null default '',
        message text not null default '',
        retriable boolean not null default false,
        primary key (region, id)
      )`,
      `create index transaction_open on transaction (region, customer)
        where state in ('sent', 'in-doubt', 'pending')`,
      `create table transaction_step (
        region text not null,
        transaction_id text not null,
        number bigint not null,
        step text not null,
        gateway text not null,
        backend text not null,
        detail text not null,
        at_ms bigint not null,
        primary key (region, transaction_id, number)
      )`,
      `create table customer_home (
        region text not null,
        customer text not null,
        backend text not null,
        generation bigint not null,
        last_sequence bigint not null,
        open bigint not null,
        primary key (region, customer)
      )`,
    ],
  },
];
