import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCacheContract } from '../cache/cache-contract.ts';
import { EmbeddedCache } from '../cache/embedded-cache.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { describeCoordinationContract, historyInContract } from '../coordination/coordination-contract.ts';
import { EmbeddedCoordination } from '../coordination/embedded-coordination.ts';
import { EmbeddedLog } from '../log/embedded-log.ts';
import { describeLogContract } from '../log/log-contract.ts';
import { systemRandom } from '../random/system-random.ts';
import { openDurableEngines } from './durable-engines.ts';
import { Relay } from './relay.ts';
import { openScratchEngines } from './scratch.ts';
import { SocketChannel } from './socket-channel.ts';
import { EngineServer } from './socket-server.ts';

/** The embedded engines under the suites that the real ones will stand under too: in memory, and over their socket. */
const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
const storeLimits = { history_max: historyInContract };

async function inMemory() {
  const scratch = openScratchEngines(ports, { storeLimits });
  return { connect: async () => scratch.connect(), close: () => scratch.close() };
}

/** Engines on disk behind their socket; each connection has a relay of its own, to be cut apart from the others. */
async function overTheSocket() {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-engines-'));
  const engines = await openDurableEngines(ports, {
    folder,
    storeLimits,
    onFailure: (error) => {
      throw error;
    },
  });
  const server = new EngineServer(engines);
  const path = join(folder, 'engines.sock');
  await server.listen(path);
  let connections = 0;
  return {
    async connect() {
      const own = join(folder, `relay-${++connections}.sock`);
      const relay = await Relay.listen(own, path);
      const channel = new SocketChannel(own, ports);
      const coordination = new EmbeddedCoordination(channel);
      return {
        coordination,
        log: new EmbeddedLog(channel),
        cache: new EmbeddedCache(channel),
        cut: () => relay.cut(),
        mend: () => relay.mend(),
        async close() {
          coordination.close();
          await channel.close();
          await relay.close();
        },
      };
    },
    async close() {
      await server.close();
      await engines.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

for (const [name, open] of [
  ['in memory', inMemory],
  ['embedded, over its socket', overTheSocket],
] as const) {
  describeCoordinationContract(name, open);
  describeLogContract(name, open);
  describeCacheContract(name, async () => {
    const engine = await open();
    const connection = await engine.connect();
    return {
      cache: connection.cache,
      cut: () => connection.cut(),
      mend: () => connection.mend(),
      async close() {
        await connection.close();
        await engine.close();
      },
    };
  });
}
