import type { Clock } from '../../kernel/ports/clock.ts';
import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { compareIncarnations, type Incarnation, type SiteState } from '../../kernel/site/state.ts';
import { Echo } from '../../kernel/view/echo.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import type { StatePublisher } from './state-publisher.ts';

export type NodeLink = PeerLink<PeerMessage, PeerMessage__Output>;

export interface RouterLinksOptions {
  readonly incarnation: Incarnation;
  readonly publisher: StatePublisher;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly heartbeatMs?: number;
}

/** The links that routers hold to this site: heartbeats with the peer's echo, and the site's state as it changes. */
export class RouterLinks {
  readonly #options: RouterLinksOptions;
  readonly #peers = new Map<NodeLink, Peer>();
  readonly #heartbeats: Timer;

  constructor(options: RouterLinksOptions) {
    this.#options = options;
    this.#heartbeats = options.timers.every(options.heartbeatMs ?? 100, () => {
      for (const peer of this.#peers.values()) this.#beat(peer);
    });
  }

  /** Routers whose link is open. */
  get openCount(): number {
    return [...this.#peers.keys()].filter((link) => link.isOpen()).length;
  }

  attach(link: NodeLink): void {
    const peer: Peer = { link, echo: new Echo(), incarnation: undefined };
    this.#peers.set(link, peer);
    this.#options.publisher.addReader((state) => {
      if (link.isOpen()) link.send(stateMessage(state));
    });
    link.onMessage((message) => this.#hear(peer, message));
    link.onClosed(() => peer.echo.reset());
    link.onOpen(() => this.#opened(peer));
    if (link.isOpen()) this.#opened(peer);
  }

  close(): void {
    this.#heartbeats.cancel();
    for (const link of this.#peers.keys()) link.close();
    this.#peers.clear();
  }

  #opened(peer: Peer): void {
    peer.echo.reset();
    this.#beat(peer);
    this.#options.publisher.refresh();
  }

  #beat(peer: Peer): void {
    if (!peer.link.isOpen()) return;
    const { sentUs, echoUs } = peer.echo.beat(this.#options.clock.monoMs());
    peer.link.send({ heartbeat: { incarnation: this.#options.incarnation, sentUs, echoUs } });
  }

  /** What a router beats is returned with our next beat. */
  #hear(peer: Peer, { heartbeat }: PeerMessage__Output): void {
    if (!heartbeat || !Number.isFinite(heartbeat.sentUs) || !Number.isFinite(heartbeat.echoUs)) return;
    const { grant, boot } = heartbeat.incarnation ?? { grant: 0, boot: 0 };
    const order = peer.incarnation ? compareIncarnations({ grant, boot }, peer.incarnation) : 1;
    if (order < 0) return;
    if (order > 0) {
      peer.incarnation = { grant, boot };
      peer.echo.reset();
    }
    peer.echo.heard(heartbeat, this.#options.clock.monoMs());
  }
}

interface Peer {
  readonly link: NodeLink;
  readonly echo: Echo;
  incarnation: Incarnation | undefined;
}

function stateMessage(state: SiteState): PeerMessage {
  return {
    siteState: {
      ...state,
      queues: state.queues.map((queue) => ({
        ...queue,
        oldestWaitMs: Math.round(queue.oldestWaitMs),
        handleMs: Math.round(queue.handleMs),
      })),
      arrived: [...state.arrived],
    },
  };
}
