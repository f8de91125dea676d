/** The only place where the router's parts are wired to the real world. */
import { join } from 'node:path';
import { formatAddress } from '../kernel/ports/datagram.ts';
import { decodeEvent, encodeEvent } from '../platform/codec/event-codec.ts';
import { readKeyFile } from '../platform/configuration/secret-file.ts';
import { Presence } from '../platform/coordination/presence.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import { type GrpcServer, startGrpcServer } from '../platform/grpc/server.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { Outbox } from '../platform/outbox/outbox.ts';
import { dialPeer } from '../platform/peers/dial-peer.ts';
import { createPeerServer, type PeerServer } from '../platform/peers/peer-server.ts';
import type { ProcessContext, StartedProcess } from '../platform/process/run-process.ts';
import { createUdpDatagrams } from '../platform/sockets/udp-datagrams.ts';
import { closeRouter } from './close.ts';
import type { RouterConfig } from './config.ts';
import { createPreRoutingService } from './prerouting/prerouting-service.ts';
import { Router } from './service.ts';

/** Everything that a router process is made of. */
export interface RouterParts {
  readonly router: Router;
  readonly grpc: GrpcServer;
  readonly peerServer: PeerServer;
  readonly http: HttpServer | undefined;
  readonly presence: Presence;
  readonly outbox: Outbox;
  readonly engines: Engines;
}

export async function startRouter(context: ProcessContext<RouterConfig>): Promise<StartedProcess> {
  const { config, clock, timers, random, metrics, log } = context;
  const tokenKey = readKeyFile(config.secrets.routeTokenKeyFile, 'the key of route tokens');
  const enginePorts = { clock, timers, random };
  const engines = connectEngines(config.enginesFolder, enginePorts);
  const outbox = await Outbox.open(enginePorts, {
    folder: join(context.dataDir, 'outbox'),
    process: context.name,
    boot: context.boot.text,
    site: context.site || context.name,
    // A router owns no call: what it says stands below every owner's word.
    epoch: () => 0,
    log: engines.log,
    codec: { encodeEvent, decodeEvent },
  });
  outbox.measure(metrics);
  const socket = await createUdpDatagrams({ metrics }).bind(config.sip);
  const incarnation = { grant: 0, boot: context.boot.number };
  const router = new Router(
    config,
    { incarnation, tokenKey },
    {
      socket,
      clock,
      timers,
      random,
      ids: context.ids,
      hash: context.hash,
      facts: outbox,
      metrics,
      warn: ({ count, cause, reason }) => log.warn({ count, cause }, reason),
    },
  );
  const peerServer = createPeerServer({
    self: { peerId: context.name, incarnation },
    expects: (peerId) => peerId > context.name && config.routers.some(({ id }) => id === peerId),
    onPeer: (link) => router.peers.attachRouter(link),
    metrics,
    timers,
  });
  dialPeers(context, router, incarnation);
  const grpc = await startGrpcServer({
    listen: config.grpc,
    services: [createPreRoutingService(router.desk, timers), peerServer.service],
  });
  const http = await serveMetrics(context, router);
  const addresses = { sip: formatAddress(config.sip), grpc: grpc.address };
  const presence = new Presence(engines.coordination, timers, {
    process: context.name,
    role: 'router',
    site: context.site,
    pid: process.pid,
    boot: context.boot.text,
    addresses,
  });
  const parts = { router, grpc, peerServer, http, presence, outbox, engines };
  return {
    ready: { id: context.name, site: context.site, ...addresses },
    close: () => closeRouter(parts, timers),
  };
}

/** The router dials every site's node, and the routers whose names sort before its own. */
function dialPeers(
  { config, name, metrics, timers }: ProcessContext<RouterConfig>,
  router: Router,
  incarnation: { readonly grant: number; readonly boot: number },
): void {
  const self = { peerId: name, incarnation };
  for (const site of config.sites) {
    const peerId = site.node ?? `${site.id}.node`;
    router.peers.attachSite(
      site.id,
      dialPeer({ peerId, address: formatAddress(site.grpc), self, metrics, timers }),
    );
  }
  for (const other of config.routers) {
    if (other.id >= name) continue;
    router.peers.attachRouter(
      dialPeer({ peerId: other.id, address: formatAddress(other.grpc), self, metrics, timers }),
    );
  }
}

async function serveMetrics(
  { config, log, metricsText }: ProcessContext<RouterConfig>,
  router: Router,
): Promise<HttpServer | undefined> {
  if (!config.http) return undefined;
  const http = createHttpServer({
    metricsText,
    healthy: () => router.view.usableSites() > 0,
    onFault: (error) => log.error({ err: error.stack }, 'metrics could not be served'),
  });
  await http.listen(config.http);
  return http;
}
