import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { PeerFrame, PeerFrame__Output } from '../../proto/generated/tandem/v1/PeerFrame.ts';
import type { PeerLinksHandlers } from '../../proto/generated/tandem/v1/PeerLinks.ts';
import { systemTimers } from '../clock/system-timers.ts';
import type { GrpcService } from '../grpc/server.ts';
import { peerLinksService } from './dial-peer.ts';
import { FrameStream } from './frame-stream.ts';
import { countLinks, Link, pendingMessagesMax, type Self, type SitePeerLink } from './link.ts';

export interface PeerServerOptions {
  readonly self: Self;
  /** Who may connect; anybody else is hung up on and counted. */
  readonly expects: (peerId: string) => boolean;
  /** Called once for each peer, before its link opens for the first time; the same link serves all its streams. */
  readonly onPeer: (link: SitePeerLink) => void;
  readonly metrics?: Metrics;
  readonly timers?: Timers;
}

export interface PeerServer {
  /** To be mounted in the process's gRPC server. */
  readonly service: GrpcService;
  close(): void;
}

const helloWithinMs = 1000;
/** A misconfiguration could let any number of names in. */
const peersMax = 256;

/** The side that is dialed. */
export function createPeerServer(options: PeerServerOptions): PeerServer {
  const metrics = options.metrics ?? noMetrics;
  const timers = options.timers ?? systemTimers;
  const counts = countLinks(metrics);
  const refused = metrics.counter('tandem_peer_links_refused_total', 'Connections that gave no known name');
  const links = new Map<string, Link>();

  function linkOf(peerId: string): Link | undefined {
    const known = links.get(peerId);
    if (known) return known.isFinal() ? undefined : known;
    if (links.size >= peersMax || !options.expects(peerId)) return undefined;
    const link = new Link(peerId, counts, () => {});
    links.set(peerId, link);
    options.onPeer(link);
    return link;
  }

  function accept(call: ServerDuplexStream<PeerFrame__Output, PeerFrame>): void {
    let link: Link | undefined;
    const stream = new FrameStream(
      call,
      () => call.end(),
      {
        message(message) {
          if (!link) {
            link = linkOf(message.hello?.peerId ?? '');
            late.cancel();
            if (!link) {
              refused.add();
              return stream.giveUp('not a peer that is expected here');
            }
            link.attach(stream);
          }
          link.receive(message);
        },
        closed(reason) {
          late.cancel();
          link?.detach(stream, reason);
        },
      },
      pendingMessagesMax,
    );
    const late = timers.after(helloWithinMs, () => {
      refused.add();
      stream.giveUp('no Hello in time');
    });
    stream.send({ hello: options.self });
  }

  const handlers: PeerLinksHandlers = { Connect: accept };
  return {
    service: { name: 'tandem.v1.PeerLinks', definition: peerLinksService, handlers },
    close() {
      for (const link of links.values()) link.close();
    },
  };
}
