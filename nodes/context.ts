/** The only place where a node's parts are wired to the real world. */
import { join } from 'node:path';
import { formatAddress } from '../kernel/ports/datagram.ts';
import { decodeEvent, encodeEvent } from '../platform/codec/event-codec.ts';
import { readKeyFile } from '../platform/configuration/secret-file.ts';
import { Presence } from '../platform/coordination/presence.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import { type GrpcServer, startGrpcServer } from '../platform/grpc/server.ts';
import { servePages } from '../platform/http/pages.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { Outbox } from '../platform/outbox/outbox.ts';
import { createPeerServer, type PeerServer } from '../platform/peers/peer-server.ts';
import type { ProcessContext, StartedProcess } from '../platform/process/run-process.ts';
import { createUdpDatagrams } from '../platform/sockets/udp-datagrams.ts';
import { CoordinatedGrants } from './acd/session-grants.ts';
import { readPasswords } from './agent-passwords.ts';
import { closeNode } from './close.ts';
import type { NodeConfig } from './config.ts';
import { GatewayCustomers } from './desktop/customers.ts';
import { Desktop } from './desktop/desktop.ts';
import { GrpcBusiness } from './desktop/grpc-business.ts';
import { GrpcAskRouter } from './edge/grpc-ask-router.ts';
import { takeRoleGrant } from './links/role-grant.ts';
import { StateLog } from './links/state-log.ts';
import { openEmbeddedGateway } from './media/embedded-gateway.ts';
import type { MediaGateway } from './media/gateway.ts';
import { SiteNode } from './service.ts';

/** Everything that a node process is made of. */
export interface NodeParts {
  readonly node: SiteNode;
  readonly media: MediaGateway;
  readonly grpc: GrpcServer;
  readonly peerServer: PeerServer;
  readonly askRouter: GrpcAskRouter;
  readonly business: GrpcBusiness;
  readonly desktop: Desktop;
  readonly http: HttpServer;
  readonly presence: Presence;
  readonly outbox: Outbox;
  readonly engines: Engines;
}

export async function startNode(context: ProcessContext<NodeConfig>): Promise<StartedProcess> {
  const { config, clock, timers, random, ids, hash, metrics } = context;
  const { site } = context;
  const identity = {
    routeTokenKey: readKeyFile(config.secrets.routeTokenKeyFile, 'the key of route tokens'),
    digestKey: random.bytes(32),
    passwords: readPasswords(config.secrets.agentPasswordsFile, config.agents),
  };
  const engines = connectEngines(config.enginesFolder, { clock, timers, random });
  const grant = await takeRoleGrant(engines.coordination, timers, {
    site,
    process: context.name,
    boot: context.boot.text,
    dataDir: context.dataDir,
  });
  const incarnation = { grant, boot: context.boot.number };
  const outbox = await Outbox.open(
    { clock, timers, random },
    {
      folder: join(context.dataDir, 'outbox'),
      process: context.name,
      boot: context.boot.text,
      site,
      epoch: () => grant,
      log: engines.log,
      codec: { encodeEvent, decodeEvent },
    },
  );
  outbox.measure(metrics);
  const datagrams = createUdpDatagrams({ metrics });
  const socket = await datagrams.bind(config.sip);
  const { greetingMs } = config.treatment;
  const media = await openEmbeddedGateway(
    { datagrams, clock, timers, random, ids, metrics },
    { ...config.rtp, greetingMs, warmPorts: 64 },
  );
  const askRouter = new GrpcAskRouter(site, nearestFirst(config), clock);
  const grants = new CoordinatedGrants(engines.coordination, timers, site);
  const node = new SiteNode(
    config,
    { ...identity, incarnation },
    { socket, media, clock, timers, random, ids, hash, facts: outbox, grants, askRouter, metrics },
  );
  const stateLog = new StateLog(engines.log, metrics);
  node.publisher.addReader((state) => stateLog.write(state));
  const peerServer = createPeerServer({
    self: { peerId: context.name, incarnation },
    expects: (peerId) => config.routers.some(({ id }) => id === peerId),
    onPeer: (link) => node.links.attach(link),
    metrics,
    timers,
  });
  const grpc = await startGrpcServer({ listen: config.grpc, services: [peerServer.service] });
  const business = new GrpcBusiness(
    config.gateways.map((gateway) => formatAddress(gateway.grpc)),
    context.name,
  );
  const desktop = new Desktop({
    site,
    agents: config.agents,
    passwords: identity.passwords,
    key: readKeyFile(config.secrets.desktopKeyFile, 'the key of desktop sessions'),
    acd: node.acd,
    customers: new GatewayCustomers(business.gateways(), () => clock.monoMs()),
    clock,
    timers,
    hash,
    metrics,
  });
  const http = await serveDesktop(context, node, desktop);
  const addresses = {
    sip: formatAddress(config.sip),
    grpc: grpc.address,
    desktop: formatAddress(config.desktop),
  };
  const presence = new Presence(engines.coordination, timers, {
    process: context.name,
    role: 'node',
    site,
    pid: process.pid,
    boot: context.boot.text,
    addresses,
  });
  const parts = {
    node,
    media,
    grpc,
    peerServer,
    askRouter,
    business,
    desktop,
    http,
    presence,
    outbox,
    engines,
  };
  return { ready: { id: site, ...addresses }, close: () => closeNode(parts, timers) };
}

async function serveDesktop(
  { config, log, metricsText }: ProcessContext<NodeConfig>,
  node: SiteNode,
  desktop: Desktop,
): Promise<HttpServer> {
  const http = createHttpServer({
    metricsText,
    healthy: () => node.isAccepting,
    onFault: (error) => log.error({ err: error.stack }, 'a desktop request failed'),
  });
  desktop.serve(http.app);
  if (config.webFolder) await servePages(http.app, { folder: config.webFolder, prefix: '/' });
  await http.listen(config.desktop);
  return http;
}

/** The router of the own site first: it is the nearest. */
function nearestFirst(config: NodeConfig): string[] {
  const isOwn = (id: string) => id.startsWith(`${config.process.site}.`);
  return [...config.routers]
    .sort((a, b) => Number(isOwn(b.id)) - Number(isOwn(a.id)))
    .map(({ grpc }) => formatAddress(grpc));
}
