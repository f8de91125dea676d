import { join } from 'node:path';
import { decodeEvent, encodeEvent } from '../platform/codec/event-codec.ts';
import { Presence } from '../platform/coordination/presence.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import { type GrpcServer, startGrpcServer } from '../platform/grpc/server.ts';
import { createHttpExchange } from '../platform/http/exchange.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { Outbox } from '../platform/outbox/outbox.ts';
import type { ProcessContext } from '../platform/process/run-process.ts';
import { assembleGateway, type GatewayCore } from './assemble.ts';
import { createHttpBackendClient } from './backend/http-client.ts';
import type { BackendClient } from './backend/port.ts';
import { businessOverGrpc } from './carriers/grpc.ts';
import { businessOverHttp } from './carriers/http.ts';
import type { GatewayConfig } from './config.ts';
import { SchemaKeeper } from './journal/schema-keeper.ts';
import { SqlJournal } from './journal/sql-journal.ts';
import { LeasedMembership } from './leased-membership.ts';

/** The parts of a running gateway, as `close.ts` takes them apart. */
export interface Gateway {
  readonly core: GatewayCore;
  readonly grpc: GrpcServer;
  readonly http: HttpServer;
  /** `host:port` as bound. */
  readonly httpAddress: string;
  readonly client: BackendClient;
  readonly membership: LeasedMembership;
  readonly presence: Presence;
  readonly schema: SchemaKeeper;
  readonly outbox: Outbox;
  readonly engines: Engines;
}

type Context = ProcessContext<GatewayConfig>;

/** Wires one gateway and opens its doors. SQL may be away: reads are served, writes wait for it. */
export async function startGateway(context: Context): Promise<Gateway> {
  const { config, clock, timers, random, hash, metrics, log, name, boot } = context;
  const enginePorts = { clock, timers, random };
  const engines = connectEngines(config.enginesFolder, enginePorts, {
    sqlConnections_max: config.sqlConnectionsMax,
  });
  const outbox = await Outbox.open(enginePorts, {
    folder: join(context.dataDir, 'outbox'),
    process: name,
    boot: boot.text,
    site: name,
    epoch: () => 0,
    log: engines.log,
    codec: { encodeEvent, decodeEvent },
  });
  outbox.measure(metrics);
  const addresses = new Map(config.backends.map(({ id, http }) => [id, http]));
  const client = createHttpBackendClient(addresses, createHttpExchange(timers));
  const membership = new LeasedMembership(engines.coordination, { name, boot: boot.text }, clock, timers);
  const journal = new SqlJournal(engines.sql, config.region);
  const schema = new SchemaKeeper(engines.sql, timers, (error) =>
    log.warn({ err: String(error) }, 'the journal is not there yet: writes are refused until it is'),
  );
  const core = assembleGateway(
    { journal, client, membership, clock, timers, hash, facts: outbox, metrics },
    {
      ...config,
      gateway: name,
      owner: `${name}/${boot.text}`,
      backends: config.backends.map(({ id }) => id),
    },
  );
  await schema.firstTry();
  const doors = await openDoors(context, core);
  const presence = new Presence(engines.coordination, timers, {
    process: name,
    role: 'gateway',
    site: '',
    pid: process.pid,
    boot: boot.text,
    addresses: { grpc: doors.grpc.address, http: doors.httpAddress },
  });
  return { core, ...doors, client, membership, presence, schema, outbox, engines };
}

async function openDoors({ config, log, metricsText }: Context, core: GatewayCore) {
  const onFault = (error: unknown) =>
    log.error(
      { err: error instanceof Error ? error.stack : String(error) },
      'a request failed by our own fault',
    );
  const onBadInput = () => core.counts.badInput.add(1, { carrier: 'http' });
  const http = createHttpServer({ metricsText, onFault, onBadInput, bodyLimitBytes });
  businessOverHttp(http, core.service, core.health);
  const httpAddress = await http.listen(config.http);
  const grpc = await startGrpcServer({
    listen: config.grpc,
    services: [businessOverGrpc(core.service, onFault)],
    maxMessageBytes: bodyLimitBytes,
  });
  return { grpc, http, httpAddress };
}

/** Of a whole request; its payload has its type's own limit. */
export const bodyLimitBytes = 512 * 1024;
