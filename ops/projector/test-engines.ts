import { type Event, keyOf, topicOf } from '../../kernel/event/fact.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { encodeEvent } from '../../platform/codec/event-codec.ts';
import { openScratchEngines, openScratchSql } from '../../platform/embedded/scratch.ts';
import type { EventLog } from '../../platform/log/port.ts';
import { systemRandom } from '../../platform/random/system-random.ts';
import { migrate } from '../../platform/sql/migrate.ts';
import { PgSql } from '../../platform/sql/pg-sql.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { recordMigrations } from './schema.ts';

/** Engines for the tests of ops: a PostgreSQL server for the file, a database and a log for each test. */
export const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };

export interface TestDatabases {
  /** A new one, with the tables of records; closed with the server. */
  open(): Promise<Sql>;
  close(): Promise<void>;
}

export async function startTestDatabases(): Promise<TestDatabases> {
  const scratch = await openScratchSql();
  const opened: Sql[] = [];
  return {
    async open() {
      const database = `records_${opened.length + 1}`;
      await scratch.sql.query(`CREATE DATABASE ${database}`);
      const sql = new PgSql(ports, { host: scratch.socketFolder, database, connections_max: 4 });
      opened.push(sql);
      await migrate(sql, recordMigrations);
      return sql;
    },
    async close() {
      for (const sql of opened) await sql.close();
      await scratch.close();
    },
  };
}

export function openTestLog() {
  const scratch = openScratchEngines(ports, { partitions: 3 });
  const connection = scratch.connect();
  return {
    log: connection.log as EventLog,
    coordination: connection.coordination,
    close: async () => {
      await connection.close();
      await scratch.close();
    },
  };
}

export async function publish(log: EventLog, events: readonly Event[]): Promise<void> {
  for (const event of events) {
    await log.append(topicOf(event.fact), [{ key: keyOf(event.fact), value: encodeEvent(event) }]);
  }
}
