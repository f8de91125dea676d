import { EmbeddedCache } from '../cache/embedded-cache.ts';
import type { Cache } from '../cache/port.ts';
import { EmbeddedCoordination } from '../coordination/embedded-coordination.ts';
import type { Coordination } from '../coordination/port.ts';
import { EmbeddedLog } from '../log/embedded-log.ts';
import type { EventLog } from '../log/port.ts';
import { PgSql } from '../sql/pg-sql.ts';
import type { Sql } from '../sql/port.ts';
import type { EngineChannel, EnginePorts } from './channel.ts';
import { engineSocketPath } from './folders.ts';
import { SocketChannel } from './socket-channel.ts';

/** Every engine, behind its port, as one process sees them. */
export interface Engines {
  readonly coordination: Coordination;
  readonly log: EventLog;
  readonly cache: Cache;
  readonly sql: Sql;
  /** How often the connection to the engines was made and lost, and asks that ran into a limit. */
  readonly counters: EngineChannel['counters'];
  /** Stops keeping leases (they end by themselves; revoke them first where it matters), and disconnects. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Connections to SQL at once; 4 unless told. */
  readonly sqlConnections_max?: number;
}

/**
 * Connects to the engines whose Unix sockets lie in `socketFolder` (`engineSocketFolder(dataFolder)`
 * names it). Returns at once: connections are made in the background and whenever they are lost, and
 * a call made meanwhile waits for one, at most to its deadline, then rejects with `EngineAway`.
 */
export function connectEngines(
  socketFolder: string,
  ports: EnginePorts,
  options: EngineOptions = {},
): Engines {
  const channel = new SocketChannel(engineSocketPath(socketFolder), ports);
  const coordination = new EmbeddedCoordination(channel);
  const sql = new PgSql(ports, {
    host: socketFolder,
    connections_max: options.sqlConnections_max ?? 4,
  });
  return {
    coordination,
    log: new EmbeddedLog(channel),
    cache: new EmbeddedCache(channel),
    sql,
    counters: channel.counters,
    close: async () => {
      coordination.close();
      await Promise.all([channel.close(), sql.close()]);
    },
  };
}
