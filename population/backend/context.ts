import { join } from 'node:path';
import { createHttpExchange, type HttpExchange } from '../../platform/http/exchange.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts';
import type { ProcessContext } from '../../platform/process/run-process.ts';
import { customerAt, Directory, indexOfCustomer } from '../customers/people.ts';
import { accountsBusiness } from './accounts.ts';
import type { Behaviour } from './behaviour.ts';
import type { BackendConfig } from './config.ts';
import { DurableLedger } from './durable-ledger.ts';
import { Replication } from './replication.ts';
import { serveBackend } from './service.ts';

export interface Backend {
  readonly server: HttpServer;
  /** `host:port` as bound. */
  readonly http: string;
  readonly ledger: DurableLedger;
  readonly replication: Replication;
  readonly exchange: HttpExchange;
}

type Needed = Pick<
  ProcessContext<BackendConfig>,
  'name' | 'config' | 'dataDir' | 'log' | 'clock' | 'timers' | 'random' | 'metrics' | 'metricsText'
>;

/** Wires one back-end and opens its doors. */
export async function startBackend(context: Needed): Promise<Backend> {
  const { config, clock, timers, random, log } = context;
  const directory = new Directory(config.customers);
  const ledger = await DurableLedger.open(join(context.dataDir, 'ledger'), {
    id: context.name,
    twin: config.twin.id,
    keyRetentionMs: config.keyRetentionMs,
    openingFen: (account) => customerAt(indexOfCustomer(account) ?? 0).openingFen,
    business: accountsBusiness(directory),
  });
  const exchange = createHttpExchange(timers, { connections_max: 2 });
  const fault = (error: unknown) => log.warn({ err: String(error) }, 'replication failed; it is tried again');
  const replication = new Replication(
    ledger,
    exchange,
    config.twin,
    config.replicationEveryMs,
    timers,
    fault,
  );
  const behaviour: Behaviour = {
    replicationLagMs: config.replicationLagMs,
    replicationPaused: false,
    thinkMs: config.thinkMs,
    dropAnswersShare: 0,
  };
  const server = createHttpServer({
    metricsText: context.metricsText,
    onFault: (error) => log.error({ err: error.stack }, 'a request failed by our own fault'),
  });
  const onBehaviour = () => {
    replication.paused = behaviour.replicationPaused;
  };
  serveBackend(server, { ledger, directory, behaviour, clock, timers, random, onBehaviour });
  measure(context, ledger, config.twin.id);
  const http = await server.listen(config.http);
  return { server, http, ledger, replication, exchange };
}

function measure({ metrics }: Needed, ledger: DurableLedger, twin: string): void {
  metrics.gauge('tandem_backend_head', 'Own entries on disk', () => ledger.position().head);
  metrics.gauge('tandem_backend_replicated', "The twin's entries held", () => {
    return ledger.position().replicated[twin] ?? 0;
  });
  metrics.gauge('tandem_backend_conflicts', 'Entries whose key was known already; never more than 0', () => {
    return ledger.conflicts;
  });
}
