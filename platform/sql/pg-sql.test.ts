import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { Relay } from '../embedded/relay.ts';
import { openScratchSql } from '../embedded/scratch.ts';
import { systemRandom } from '../random/system-random.ts';
import { PgSql } from './pg-sql.ts';
import { describeSqlContract } from './sql-contract.ts';

/** The embedded PostgreSQL under the SQL suite, each connection by a relay that can be cut. */
const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
const socketName = '.s.PGSQL.5432';
const commitQuery = Buffer.from('COMMIT');

describeSqlContract('PostgreSQL, embedded', async () => {
  const scratch = await openScratchSql();
  const opened: { sql: PgSql; relay: Relay }[] = [];
  let databases = 0;
  let connections = 0;
  return {
    async database() {
      const database = `contract_${++databases}`;
      await scratch.sql.query(`CREATE DATABASE ${database}`);
      return {
        async connect() {
          const host = join(scratch.socketFolder, `relay-${++connections}`);
          mkdirSync(host, { mode: 0o700 });
          const relay = await Relay.listen(join(host, socketName), join(scratch.socketFolder, socketName));
          const sql = new PgSql(ports, { host, database, connections_max: 3, deadlineMs: 2_000 });
          opened.push({ sql, relay });
          return {
            sql,
            cut: () => relay.cut(),
            mend: () => relay.mend(),
            loseNextCommitAnswer() {
              relay.inspect = (chunk) => {
                if (!chunk.includes(commitQuery)) return 'pass';
                relay.inspect = () => 'pass';
                return 'cut';
              };
            },
          };
        },
      };
    },
    async close() {
      for (const { sql, relay } of opened) {
        await sql.close();
        await relay.close();
      }
      await scratch.close();
    },
  };
});
