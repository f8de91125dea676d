import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedCache } from '../cache/embedded-cache.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { EmbeddedCoordination } from '../coordination/embedded-coordination.ts';
import { EmbeddedLog } from '../log/embedded-log.ts';
import { systemRandom } from '../random/system-random.ts';
import { PgSql } from '../sql/pg-sql.ts';
import type { EnginePorts } from './channel.ts';
import { type EmbeddedEngines, type MemoryEngineOptions, openMemoryEngines } from './engines.ts';
import { makePrivateFolder } from './folders.ts';
import { LocalChannel } from './local-channel.ts';
import { startPostgres } from './postgres/server.ts';

/**
 * Engines for a simulation or a test, in this process: coordination, log and cache in memory, on any
 * clock. `connect` gives each simulated process its own way to them, which can be cut and mended.
 */
export interface ScratchEngines {
  readonly engines: EmbeddedEngines;
  connect(): ScratchConnection;
  close(): Promise<void>;
}

export interface ScratchConnection {
  readonly coordination: EmbeddedCoordination;
  readonly log: EmbeddedLog;
  readonly cache: EmbeddedCache;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export function openScratchEngines(ports: EnginePorts, options: MemoryEngineOptions = {}): ScratchEngines {
  const engines = openMemoryEngines(ports, options);
  return {
    engines,
    connect: () => {
      const channel = new LocalChannel(engines, ports);
      const coordination = new EmbeddedCoordination(channel);
      return {
        coordination,
        log: new EmbeddedLog(channel),
        cache: new EmbeddedCache(channel),
        cut: () => channel.cut(),
        mend: () => channel.mend(),
        close: async () => {
          coordination.close();
          await channel.close();
        },
      };
    },
    close: () => engines.close(),
  };
}

/** A PostgreSQL server of its own in a temporary folder, for one test file; gone when closed, or with this process. */
export interface ScratchSql {
  /** The folder of its socket: `new PgSql(ports, { host: socketFolder, … })`. */
  readonly socketFolder: string;
  readonly sql: PgSql;
  /** A new, empty database on it. */
  database(): Promise<PgSql>;
  close(): Promise<void>;
}

export async function openScratchSql(): Promise<ScratchSql> {
  const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sql-'));
  const socketFolder = join(folder, 'sockets');
  makePrivateFolder(socketFolder);
  const server = await startPostgres(ports, {
    folder: join(folder, 'postgres'),
    socketFolder,
    connections_max: 60,
    startWithinMs: 30_000,
  });
  const sql = new PgSql(ports, { host: socketFolder, connections_max: 6 });
  const databases: PgSql[] = [];
  return {
    socketFolder,
    sql,
    async database() {
      const name = `scratch_${databases.length + 1}`;
      await sql.query(`CREATE DATABASE ${name}`);
      const opened = new PgSql(ports, { host: socketFolder, database: name, connections_max: 6 });
      databases.push(opened);
      return opened;
    },
    async close() {
      await Promise.all([sql, ...databases].map((each) => each.close()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
