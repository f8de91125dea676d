/**
 * The router's links: to every site's node, whose state and heartbeats it hears, and to the other
 * routers, with whom it exchanges decisions. Beats every 100 ms with the peer's echo, and lets nothing bad
 * that a peer says do more than be counted and dropped.
 */
import type { Clock } from '../../kernel/ports/clock.ts';
import { type Counter, type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { compareIncarnations, type Incarnation } from '../../kernel/site/state.ts';
import { Echo } from '../../kernel/view/echo.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import type { ClusterView } from './cluster-view.ts';
import { readIncarnation, readSiteState } from './peer-messages.ts';

export type RouterLink = PeerLink<PeerMessage, PeerMessage__Output>;

export interface PeersOptions {
  readonly incarnation: Incarnation;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly heartbeatMs: number;
  readonly metrics?: Metrics;
}

/** Tells the other routers about decisions; what the decider needs of this file. */
export interface DecisionNotices {
  decided(decisionId: string, site: string, queue: string, livesMs: number): void;
  over(decisionId: string): void;
}

interface Peer {
  readonly link: RouterLink;
  readonly echo: Echo;
  /** The site that this link may speak for; undefined for a router's. */
  readonly site: string | undefined;
  incarnation: Incarnation | undefined;
}

type DropCause = 'malformed' | 'foreign-site' | 'old-incarnation' | 'unexpected';

export class Peers implements DecisionNotices {
  readonly #options: PeersOptions;
  readonly #peers = new Set<Peer>();
  readonly #dropped: Counter;
  readonly #heartbeats: Timer;

  constructor(options: PeersOptions) {
    this.#options = options;
    const metrics = options.metrics ?? noMetrics;
    this.#dropped = metrics.counter('tandem_router_peer_dropped_total', 'Peer messages dropped, by cause');
    this.#heartbeats = options.timers.every(options.heartbeatMs, () => this.#beatAll());
  }

  /** The link to the node of `site`; only that site's state is taken from it. */
  attachSite(site: string, link: RouterLink): void {
    const echo = this.#options.view.echoOf(site);
    if (!echo) throw new Error(`site ${site} is not in the view: the configuration names every site`);
    this.#attach({ link, echo, site, incarnation: undefined });
  }

  /** A link to another router, dialed by either side. */
  attachRouter(link: RouterLink): void {
    this.#attach({ link, echo: new Echo(), site: undefined, incarnation: undefined });
  }

  decided(decisionId: string, site: string, queue: string, livesMs: number): void {
    this.#tellRouters({ decision: { decisionId, site, queue, livesMs } });
  }

  over(decisionId: string): void {
    this.#tellRouters({ decisionOver: { decisionId } });
  }

  close(): void {
    this.#heartbeats.cancel();
    for (const peer of this.#peers) peer.link.close();
    this.#peers.clear();
  }

  #attach(peer: Peer): void {
    this.#peers.add(peer);
    peer.link.onMessage((message) => this.#hear(peer, message));
    peer.link.onOpen(() => this.#opened(peer));
    peer.link.onClosed(() => peer.echo.reset());
    if (peer.link.isOpen()) this.#opened(peer);
  }

  /** What a new stream proves begins anew; the Hellos are the link's own business. */
  #opened(peer: Peer): void {
    peer.echo.reset();
    this.#beat(peer);
  }

  #beatAll(): void {
    for (const peer of this.#peers) {
      if (peer.link.isOpen()) this.#beat(peer);
    }
  }

  #beat(peer: Peer): void {
    const { sentUs, echoUs } = peer.echo.beat(this.#options.clock.monoMs());
    peer.link.send({ heartbeat: { incarnation: this.#options.incarnation, sentUs, echoUs } });
  }

  #hear(peer: Peer, message: PeerMessage__Output): void {
    const fault =
      peer.site === undefined ? this.#takeFromRouter(peer, message) : this.#takeFromSite(peer, message);
    if (fault !== undefined) this.#dropped.add(1, { cause: fault });
  }

  /** Why the message is dropped; undefined when it was taken. */
  #takeFromSite(peer: Peer, message: PeerMessage__Output): DropCause | undefined {
    if (!message.siteState) return this.#takeSignOfLife(peer, message);
    const state = readSiteState(message.siteState);
    if (!state) return 'malformed';
    if (state.site !== peer.site) return 'foreign-site';
    this.#options.view.siteState(state);
    return undefined;
  }

  #takeFromRouter(peer: Peer, message: PeerMessage__Output): DropCause | undefined {
    const { view } = this.#options;
    if (message.decision) {
      const { decisionId, site, queue, livesMs } = message.decision;
      if (decisionId === '' || view.stateOf(site) === undefined) return 'malformed';
      view.decided(decisionId, site, queue, livesMs);
      return undefined;
    }
    if (message.decisionOver) {
      view.over(message.decisionOver.decisionId);
      return undefined;
    }
    return this.#takeSignOfLife(peer, message);
  }

  #takeSignOfLife(peer: Peer, { hello, heartbeat }: PeerMessage__Output): DropCause | undefined {
    const incarnation = readIncarnation((hello ?? heartbeat)?.incarnation);
    if (!incarnation) return hello || heartbeat ? 'malformed' : 'unexpected';
    const order = peer.incarnation ? compareIncarnations(incarnation, peer.incarnation) : 1;
    if (order < 0) return 'old-incarnation';
    if (order > 0) {
      peer.incarnation = incarnation;
      peer.echo.reset();
    }
    if (!heartbeat) return undefined;
    const { sentUs, echoUs } = heartbeat;
    if (!Number.isFinite(sentUs) || !Number.isFinite(echoUs)) return 'malformed';
    peer.echo.heard({ sentUs, echoUs }, this.#options.clock.monoMs());
    return undefined;
  }

  #tellRouters(message: PeerMessage): void {
    for (const peer of this.#peers) {
      if (peer.site === undefined && peer.link.isOpen()) peer.link.send(message);
    }
  }
}
