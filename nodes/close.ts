/**
 * The order of going: tell routers to send no more, end the calls with their reason, then links and
 * sockets, the facts to disk and out, and the engines last.
 */
import type { Timers } from '../kernel/ports/timers.ts';
import type { NodeParts } from './context.ts';

/** BYEs and the routers' last state have so long to get out, ms. */
const lingerMs = 150;
const graceMs = 200;

export async function closeNode(parts: NodeParts, timers: Timers): Promise<void> {
  const { node, media, grpc, peerServer, askRouter, business, desktop, http, presence, outbox, engines } =
    parts;
  node.stopAccepting();
  await presence.close();
  node.edge.close();
  desktop.close();
  node.acd.close();
  await new Promise<void>((resolve) => timers.after(lingerMs, resolve));
  node.publisher.close();
  node.links.close();
  peerServer.close();
  askRouter.close();
  business.close();
  await http.close(graceMs);
  await grpc.close(graceMs);
  node.registrar.close();
  node.userAgent.close();
  node.transactions.close();
  await node.transport.close();
  await media.close();
  await outbox.close();
  await engines.close();
}
