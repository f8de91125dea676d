import { join } from 'node:path';
import { usualLimits } from '../kernel/transaction/breaker.ts';
import { decideTransaction } from '../kernel/transaction/transaction.ts';
import { placeWrite } from '../kernel/transaction/twins.ts';
import { decodeEvent, encodeEvent } from '../platform/codec/event-codec.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import { type GrpcServer, startGrpcServer } from '../platform/grpc/server.ts';
import { createHttpExchange } from '../platform/http/exchange.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { Outbox } from '../platform/outbox/outbox.ts';
import type { ProcessContext } from '../platform/process/run-process.ts';
import { BackendHealth } from './backend/health.ts';
import { createHttpBackendClient } from './backend/http-client.ts';
import type { BackendClient } from './backend/port.ts';
import { businessOverGrpc } from './carriers/grpc.ts';
import { businessOverHttp } from './carriers/http.ts';
import type { GatewayConfig } from './config.ts';
import { SchemaKeeper } from './journal/schema-keeper.ts';
import { SqlJournal } from './journal/sql-journal.ts';
import { LeasedMembership } from './leased-membership.ts';
import { type GatewayCounts, gatewayCounts } from './metrics.ts';
import { Queries } from './queries.ts';
import { BusinessService } from './service.ts';
import type { TransactionPorts } from './transactions/ports.ts';
import { TransactionRegister } from './transactions/register.ts';
import { Settling } from './transactions/settling.ts';
import { Slots } from './transactions/slots.ts';

/** The parts of a running gateway, as `close.ts` takes them apart. */
export interface Gateway {
  readonly grpc: GrpcServer;
  readonly http: HttpServer;
  readonly httpAddress: string;
  readonly register: TransactionRegister;
  readonly settling: Settling;
  readonly health: BackendHealth;
  readonly client: BackendClient;
  readonly membership: LeasedMembership;
  readonly schema: SchemaKeeper;
  readonly outbox: Outbox;
  readonly engines: Engines;
}

type Context = ProcessContext<GatewayConfig>;

/** Wires one gateway and opens its doors. SQL may be away: reads are served, writes wait for it. */
export async function startGateway(context: Context): Promise<Gateway> {
  const { config, clock, timers, random, log, name, boot } = context;
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
  outbox.measure(context.metrics);
  const counts = gatewayCounts(context.metrics);
  const addresses = new Map(config.backends.map(({ id, http }) => [id, http]));
  const client = createHttpBackendClient(addresses, createHttpExchange(timers));
  const health = new BackendHealth(
    {
      backends: config.backends.map(({ id }) => id),
      shareKeys: config.shareKeys,
      probeEveryMs: config.health.probeEveryMs,
      probeTimeoutMs: config.health.probeTimeoutMs,
      steadyAfterMs: config.health.steadyAfterMs,
      breaker: { ...usualLimits, slowMs: config.health.slowMs },
    },
    client,
    clock,
    timers,
  );
  const journal = new SqlJournal(engines.sql, config.region);
  const schema = new SchemaKeeper(engines.sql, timers, (error) =>
    log.warn({ err: String(error) }, 'the journal is not there yet: writes are refused until it is'),
  );
  const ports: TransactionPorts = {
    journal,
    client,
    health,
    clock,
    timers,
    hash: context.hash,
    facts: outbox,
    counts,
    decide: decideTransaction,
    place: placeWrite,
    inquiries: new Slots(config.limits.inquiriesMax),
  };
  const self = { region: config.region, gateway: name, owner: `${name}/${boot.text}` };
  const membership = new LeasedMembership(engines.coordination, { name, boot: boot.text }, clock, timers);
  const register = new TransactionRegister(ports, self, membership, config.limits);
  const settling = new Settling(register, ports);
  const service = new BusinessService({
    register,
    queries: new Queries({ client, health, clock, timers, counts }, config.hedgeAfterMs),
    journal,
    clock,
    counts,
    types: new Map(config.types.map((type) => [type.name, type])),
    deadlineMsMax: config.limits.deadlineMsMax,
  });
  measure(context, register, health);
  await schema.firstTry();
  const { grpc, http, httpAddress } = await openDoors(context, service, health, counts);
  return { grpc, http, httpAddress, register, settling, health, client, membership, schema, outbox, engines };
}

async function openDoors(
  context: Context,
  service: BusinessService,
  health: BackendHealth,
  counts: GatewayCounts,
) {
  const { config, log } = context;
  const onFault = (error: unknown) =>
    log.error(
      { err: error instanceof Error ? error.stack : String(error) },
      'a request failed by our own fault',
    );
  const http = createHttpServer({
    metricsText: context.metricsText,
    onFault,
    onBadInput: () => counts.badInput.add(1, { carrier: 'http' }),
  });
  businessOverHttp(http, service, health);
  const httpAddress = await http.listen(config.http);
  const grpc = await startGrpcServer({
    listen: config.grpc,
    services: [businessOverGrpc(service, onFault)],
    maxMessageBytes: 1024 * 1024,
  });
  return { grpc, http, httpAddress };
}

function measure({ metrics }: Context, register: TransactionRegister, health: BackendHealth): void {
  metrics.gauge('tandem_gateway_in_hand', 'Transactions in hand', () => register.size);
  metrics.gauge('tandem_gateway_pending', 'Of those, in doubt with nobody waiting', () => {
    return register.pending().length;
  });
  metrics.gauge('tandem_gateway_backend_usable', 'Back-ends whose breaker is closed', () =>
    health.report().map(({ id, breaker }) => ({
      value: breaker === 'closed' ? 1 : 0,
      labels: { backend: id },
    })),
  );
}
