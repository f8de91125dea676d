import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { ProtoGrpcType } from '../../proto/generated/site.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { createGrpcClient } from '../grpc/client.ts';
import { loadContract } from '../grpc/load-contract.ts';
import { FrameStream } from './frame-stream.ts';
import { countLinks, Link, pendingMessagesMax, type Self, type SitePeerLink } from './link.ts';

export const peerLinksService = loadContract<ProtoGrpcType>('site').tandem.v1.PeerLinks.service;

export interface DialOptions {
  /** The name that the peer must give in its Hello; another is hung up on. */
  readonly peerId: string;
  /** `host:port` of the peer's gRPC server. */
  readonly address: string;
  readonly self: Self;
  readonly metrics?: Metrics;
  readonly timers?: Timers;
}

const firstBackOffMs = 50;
const longestBackOffMs = 1000;
/** Connecting and the peer's Hello together. */
const helloWithinMs = 1000;

/**
 * A link to a peer that this side dials and dials again, 50 ms after it broke, doubling to 1 s while
 * nobody answers. Register receivers before the current turn ends; the link opens later.
 */
export function dialPeer(options: DialOptions): SitePeerLink {
  const timers = options.timers ?? systemTimers;
  let backOffMs = firstBackOffMs;
  let redial: Timer | undefined;
  let hangUp: (() => void) | undefined;
  const link = new Link(options.peerId, countLinks(options.metrics ?? noMetrics), () => {
    redial?.cancel();
    hangUp?.();
  });

  function dial(): void {
    const client = createGrpcClient(options.address);
    const call = client.duplex(peerLinksService.Connect);
    let greeted = false;
    const stream = new FrameStream(
      call,
      () => call.cancel(),
      {
        message(message) {
          if (!greeted) {
            if (message.hello?.peerId !== options.peerId) {
              return stream.giveUp(`expected ${options.peerId}, met ${message.hello?.peerId ?? 'no Hello'}`);
            }
            greeted = true;
            late.cancel();
            backOffMs = firstBackOffMs;
            link.attach(stream);
          }
          link.receive(message);
        },
        closed(reason) {
          late.cancel();
          client.close();
          hangUp = undefined;
          link.detach(stream, reason);
          if (link.isFinal()) return;
          redial = timers.after(backOffMs, dial);
          backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
        },
      },
      pendingMessagesMax,
    );
    const late = timers.after(helloWithinMs, () => stream.giveUp('no Hello in time'));
    hangUp = () => {
      late.cancel();
      stream.giveUp('closed here');
      client.close();
    };
    stream.send({ hello: options.self });
  }

  redial = timers.after(0, dial);
  return link;
}
