import type { Event } from '../../kernel/event/fact.ts';
import { keyOf, topicOf } from '../../kernel/event/fact.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { encodeEvent } from '../../platform/codec/event-codec.ts';
import { openMemoryEngines } from '../../platform/embedded/engines.ts';
import { LocalChannel } from '../../platform/embedded/local-channel.ts';
import { EmbeddedLog } from '../../platform/log/embedded-log.ts';
import type { EventLog } from '../../platform/log/port.ts';
import { systemRandom } from '../../platform/random/system-random.ts';
import { PgSql } from '../../platform/sql/pg-sql.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { recordMigrations } from './schema.ts';

export const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };

export async function openTestSql(): Promise<{ sql: Sql; close(): Promise<void> }> {
  const database = `t${Buffer.from(systemRandom.bytes(6)).toString('hex')}`;
  const options = { host: '/tmp/g-pg', connections_max: 4 };
  const admin = new PgSql(ports, { ...options, database: 'postgres' });
  await admin.query(`CREATE DATABASE ${database}`);
  const sql = new PgSql(ports, { ...options, database });
  for (const step of recordMigrations) for (const statement of step.statements) await sql.query(statement);
  return {
    sql,
    async close() {
      await sql.close();
      await admin.query(`DROP DATABASE ${database}`);
      await admin.close();
    },
  };
}

export function openTestLog(): { log: EventLog; close(): Promise<void> } {
  const engines = openMemoryEngines(ports, { partitions: 3 });
  const channel = new LocalChannel(engines, ports);
  return {
    log: new EmbeddedLog(channel),
    close: async () => {
      await channel.close();
      await engines.close();
    },
  };
}

export async function publish(log: EventLog, events: readonly Event[]): Promise<void> {
  for (const event of events) {
    await log.append(topicOf(event.fact), [{ key: keyOf(event.fact), value: encodeEvent(event) }]);
  }
}
