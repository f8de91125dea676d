import { join } from 'node:path';
import type { ProcessContext } from '../process/run-process.ts';
import type { EnginesConfig } from './config.ts';
import { openDurableEngines } from './durable-engines.ts';
import type { EmbeddedEngines } from './engines.ts';
import { engineSocketFolder, engineSocketPath, makePrivateFolder } from './folders.ts';
import { type PostgresServer, startPostgres } from './postgres/server.ts';
import { EngineServer } from './socket-server.ts';
import { refuseIfTaken } from './sole-user.ts';

/** Everything that this process is made of. */
export interface EnginesContext {
  readonly engines: EmbeddedEngines;
  readonly server: EngineServer;
  readonly postgres: PostgresServer;
  readonly socketFolder: string;
}

export async function wire(given: ProcessContext<EnginesConfig>): Promise<EnginesContext> {
  const { config, clock, timers, random } = given;
  const ports = { clock, timers, random };
  const socketFolder = engineSocketFolder(config.dataFolder);
  makePrivateFolder(socketFolder);
  await refuseIfTaken(engineSocketPath(socketFolder), config.dataFolder);
  const folder = join(config.dataFolder, 'engines');
  const startingPostgres = startPostgres(ports, {
    folder: join(folder, 'postgres'),
    socketFolder,
    connections_max: config.sql.connections_max,
    startWithinMs: config.sql.startWithinMs,
  });
  startingPostgres.catch(() => {});
  const engines = await openDurableEngines(ports, {
    folder,
    partitions: config.partitions,
    storeLimits: { history_max: config.coordination.history_max },
    onFailure: (error) => given.fail(`the disk refused, so nothing more can be promised: ${error.message}`),
  });
  const server = new EngineServer(engines);
  await server.listen(engineSocketPath(socketFolder));
  return { engines, server, postgres: await startingPostgres, socketFolder };
}
