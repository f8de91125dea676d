import type { Migration } from '../../platform/sql/port.ts';

/**
 * The tables of records. Region comes first in every key; keys hold the ids of processes, not
 * counters alone, so that writes spread. Times are epoch ms. `call_fact` keeps what each record was
 * made of: a record can always be made again from it.
 */
export const recordMigrations: readonly Migration[] = [
  {
    name: 'ops/0001-records',
    statements: [
      `CREATE TABLE call_fact (
        region TEXT NOT NULL, call_id TEXT NOT NULL,
        process TEXT NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
        site TEXT NOT NULL, owner_epoch BIGINT NOT NULL, at_ms DOUBLE PRECISION NOT NULL,
        fact JSONB NOT NULL,
        PRIMARY KEY (region, call_id, process, boot, sequence)
      )`,
      `CREATE TABLE contact (
        region TEXT NOT NULL, call_id TEXT NOT NULL, sip_call_id TEXT NOT NULL,
        trunk TEXT NOT NULL, ani TEXT NOT NULL, dnis TEXT NOT NULL, call_type TEXT NOT NULL,
        queue TEXT NOT NULL, routed_by TEXT NOT NULL,
        started_at BIGINT NOT NULL, arrived_at BIGINT, answered_at BIGINT, queued_at BIGINT,
        connected_at BIGINT, ended_at BIGINT,
        site TEXT NOT NULL, agent_id TEXT NOT NULL, outcome TEXT, ended_by TEXT NOT NULL,
        q850 BIGINT NOT NULL, reason TEXT NOT NULL, closed_by TEXT NOT NULL,
        cut BOOLEAN NOT NULL, amended BOOLEAN NOT NULL, gap BOOLEAN NOT NULL,
        waited_ms BIGINT NOT NULL, talk_ms BIGINT NOT NULL, held_ms BIGINT NOT NULL,
        owner_process TEXT NOT NULL, owner_boot TEXT NOT NULL, owner_site TEXT NOT NULL,
        last_fact_at BIGINT NOT NULL,
        PRIMARY KEY (region, call_id)
      )`,
      'CREATE INDEX contact_by_start ON contact (region, started_at)',
      'CREATE INDEX contact_by_end ON contact (region, ended_at)',
      'CREATE INDEX contact_by_owner ON contact (region, owner_process, owner_boot, owner_site)',
      'CREATE INDEX contact_by_sip_call ON contact (region, sip_call_id)',
      `CREATE TABLE segment (
        region TEXT NOT NULL, call_id TEXT NOT NULL, segment BIGINT NOT NULL,
        site TEXT NOT NULL, serving BOOLEAN NOT NULL, queue TEXT NOT NULL, priority BIGINT NOT NULL,
        started_at BIGINT NOT NULL, queued_at BIGINT, connected_at BIGINT, ended_at BIGINT,
        waited_ms BIGINT NOT NULL, ending TEXT NOT NULL, digits BIGINT NOT NULL,
        owner_process TEXT NOT NULL, owner_boot TEXT NOT NULL, lost BOOLEAN NOT NULL,
        PRIMARY KEY (region, call_id, segment)
      )`,
      'CREATE INDEX segment_by_owner ON segment (region, owner_process, owner_boot)',
      `CREATE TABLE leg (
        region TEXT NOT NULL, call_id TEXT NOT NULL, segment BIGINT NOT NULL, leg BIGINT NOT NULL,
        party TEXT NOT NULL, who TEXT NOT NULL, site TEXT NOT NULL, offer_id TEXT NOT NULL,
        started_at BIGINT NOT NULL, answered_at BIGINT, ended_at BIGINT,
        held_ms BIGINT NOT NULL, ending TEXT NOT NULL,
        PRIMARY KEY (region, call_id, segment, leg)
      )`,
      `CREATE TABLE decision (
        region TEXT NOT NULL, call_id TEXT NOT NULL, decision_id TEXT NOT NULL,
        router TEXT NOT NULL, decided_at BIGINT NOT NULL,
        trunk TEXT NOT NULL, ani TEXT NOT NULL, dnis TEXT NOT NULL, call_type TEXT NOT NULL,
        queue TEXT NOT NULL, mode TEXT NOT NULL, sip_call_id TEXT NOT NULL, sites JSONB NOT NULL,
        is_default BOOLEAN NOT NULL, reason TEXT NOT NULL, candidates JSONB NOT NULL,
        took_ms DOUBLE PRECISION NOT NULL, passed_over JSONB NOT NULL,
        outcome TEXT NOT NULL, delivered_to TEXT NOT NULL, status BIGINT NOT NULL, ended_at BIGINT,
        PRIMARY KEY (region, call_id, decision_id)
      )`,
      'CREATE INDEX decision_by_time ON decision (region, decided_at)',
      `CREATE TABLE agent_interval (
        region TEXT NOT NULL, agent_id TEXT NOT NULL,
        process TEXT NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
        site TEXT NOT NULL, session_epoch BIGINT NOT NULL, owner_epoch BIGINT NOT NULL,
        said_at BIGINT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT,
        state TEXT NOT NULL, reason TEXT NOT NULL, call_id TEXT NOT NULL, lost BOOLEAN NOT NULL,
        PRIMARY KEY (region, agent_id, process, boot, sequence)
      )`,
      'CREATE INDEX agent_interval_by_start ON agent_interval (region, agent_id, started_at)',
      'CREATE INDEX agent_interval_by_owner ON agent_interval (region, process, boot, ended_at)',
      `CREATE TABLE process_loss (
        region TEXT NOT NULL, process TEXT NOT NULL, boot TEXT NOT NULL,
        declared_at BIGINT NOT NULL, state TEXT NOT NULL,
        site TEXT NOT NULL, role TEXT NOT NULL, last_heard_at BIGINT NOT NULL,
        PRIMARY KEY (region, process, boot, declared_at, state)
      )`,
      `CREATE TABLE heard (
        region TEXT NOT NULL, process TEXT NOT NULL, boot TEXT NOT NULL,
        through BIGINT NOT NULL, beyond JSONB NOT NULL,
        PRIMARY KEY (region, process, boot)
      )`,
      `CREATE TABLE projector_position (
        region TEXT NOT NULL, topic TEXT NOT NULL, partition BIGINT NOT NULL,
        next_offset BIGINT NOT NULL,
        PRIMARY KEY (region, topic, partition)
      )`,
    ],
  },
];
