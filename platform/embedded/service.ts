import type { ProcessContext, ProcessDefinition, StartedProcess } from '../process/run-process.ts';
import { closeInOrder } from './close.ts';
import { type EnginesConfig, readConfig } from './config.ts';
import { type EnginesContext, wire } from './context.ts';

/** The process of the embedded engines: coordination, log and cache on one socket, PostgreSQL on another. */
export const enginesProcess: ProcessDefinition<EnginesConfig> = {
  name: 'engines',
  readConfig,
  async start(given: ProcessContext<EnginesConfig>): Promise<StartedProcess> {
    const context = await wire(given);
    watchOver(given, context);
    return {
      ready: { sockets: context.socketFolder, postgresPid: context.postgres.pid },
      close: () => closeInOrder(context),
    };
  },
};

function watchOver(given: ProcessContext<EnginesConfig>, context: EnginesContext): void {
  const { server, engines, postgres } = context;
  given.log.info({ as: postgres.how, pid: postgres.pid }, 'PostgreSQL runs');
  postgres.onEnded((why) => given.fail(`PostgreSQL ended by itself (${why})`));
  given.metrics.gauge('tandem_engines_connections', 'What became of connections to the engines', () =>
    Object.entries(server.counters).map(([what, value]) => ({ value, labels: { what } })),
  );
  given.metrics.gauge('tandem_engines_cache', 'What the cache gave up or refused', () =>
    Object.entries(engines.cache.counters).map(([what, value]) => ({ value, labels: { what } })),
  );
  given.metrics.gauge(
    'tandem_engines_revision',
    'Revision of coordination',
    () => engines.coordination.revision,
  );
}
