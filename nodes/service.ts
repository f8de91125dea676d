import type { Facts } from '../kernel/event/fact.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import { type DatagramSocket, formatAddress } from '../kernel/ports/datagram.ts';
import type { Hash } from '../kernel/ports/hash.ts';
import type { Ids } from '../kernel/ports/ids.ts';
import { type Metrics, noMetrics } from '../kernel/ports/metrics.ts';
import type { Random } from '../kernel/ports/random.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import type { Incarnation } from '../kernel/site/state.ts';
import { DigestServer } from '../sip/digest/digest-server.ts';
import type { Binding } from '../sip/registrar/binding.ts';
import { Registrar } from '../sip/registrar/registrar.ts';
import { TransactionLayer } from '../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../sip/transport/udp-transport.ts';
import { UserAgent } from '../sip/user-agent/user-agent.ts';
import { Acd } from './acd/acd.ts';
import type { SessionGrants } from './acd/session-grants.ts';
import type { NodeConfig } from './config.ts';
import type { AskRouter } from './edge/ask-router.ts';
import { Edge } from './edge/edge.ts';
import { RouterLinks } from './links/router-links.ts';
import { StatePublisher } from './links/state-publisher.ts';
import type { MediaGateway } from './media/gateway.ts';

export interface NodePorts {
  readonly socket: DatagramSocket;
  readonly media: MediaGateway;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly facts: Facts;
  readonly grants: SessionGrants;
  readonly askRouter: AskRouter;
  readonly metrics?: Metrics;
}

export interface NodeIdentity {
  readonly incarnation: Incarnation;
  readonly routeTokenKey: Uint8Array;
  /** Signs the nonces of SIP digest. */
  readonly digestKey: Uint8Array;
  /** By agent id. */
  readonly passwords: ReadonlyMap<string, string>;
}

/**
 * Against the order of RFC 8760 §2.3: phones that know MD5 alone, SIPp 3.6 among them, fail at a first
 * challenge of SHA-256. Whoever knows both is free to take the stronger, as our own phones do.
 */
const challengesOffered = ['MD5', 'SHA-256'] as const;

/**
 * One site: its edge, its queue and agents, the registrar of its phones, and what it tells routers. All
 * comes in as ports, so that a site runs on real sockets and in simulation alike.
 */
export class SiteNode {
  readonly acd: Acd;
  readonly edge: Edge;
  readonly registrar: Registrar;
  readonly publisher: StatePublisher;
  readonly links: RouterLinks;
  readonly transport: UdpTransport;
  readonly transactions: TransactionLayer;
  readonly userAgent: UserAgent;
  #accepting = true;

  constructor(config: NodeConfig, identity: NodeIdentity, ports: NodePorts) {
    const { clock, timers, random, hash, ids, facts } = ports;
    const metrics = ports.metrics ?? noMetrics;
    const { site } = config.process;
    this.transport = new UdpTransport(ports.socket);
    this.transactions = new TransactionLayer({ transport: this.transport, timers, random });
    this.userAgent = new UserAgent({
      transactions: this.transactions,
      clock,
      timers,
      random,
      hash,
      contactUser: site,
      // A caller and a phone for each call, and some that are on their way out: the edge's own limit counts.
      calls_max: 3 * config.limits.maxCalls + 100,
    });
    this.edge = new Edge(
      {
        site,
        domain: formatAddress(config.sip),
        callTypes: config.callTypes,
        greetingMs: config.treatment.greetingMs,
        noMediaMs: config.limits.noMediaMs,
        lostMediaMs: config.limits.lostMediaMs,
        maxCalls: config.limits.maxCalls,
        clockSkewMs: config.limits.clockSkewMs,
        routeTokenKey: identity.routeTokenKey,
      },
      {
        userAgent: this.userAgent,
        media: ports.media,
        facts,
        clock,
        timers,
        ids,
        hash,
        metrics,
        askRouter: ports.askRouter,
        contactOf: (agentId) => newestPreferred(this.registrar.bindingsOf(agentId)),
        decisionArrived: (decisionId) => this.publisher.decisionArrived(decisionId),
      },
    );
    this.acd = new Acd({
      settings: {
        site,
        queues: config.queues,
        agents: config.agents,
        shortAbandonMs: config.limits.shortAbandonMs,
        phoneReturnMs: config.limits.phoneReturnMs,
      },
      incarnation: identity.incarnation,
      clock,
      timers,
      facts,
      grants: ports.grants,
      phones: this.edge,
      legs: this.edge,
      onQueueChanged: (queue) => this.publisher.queueChanged(queue),
      metrics,
    });
    this.edge.connect(this.acd);
    this.publisher = new StatePublisher(
      site,
      identity.incarnation,
      { queues: () => this.acd.queues(), accepting: () => this.#accepting },
      { timers },
    );
    this.links = new RouterLinks({
      incarnation: identity.incarnation,
      publisher: this.publisher,
      clock,
      timers,
    });
    this.registrar = this.#openRegistrar(config, identity, ports);
    this.userAgent.onRequest('REGISTER', (transaction) => this.registrar.receive(transaction));
    this.#measure(metrics);
  }

  get isAccepting(): boolean {
    return this.#accepting;
  }

  /** From now on no router sends calls here; those that are here go on. */
  stopAccepting(): void {
    this.#accepting = false;
    this.publisher.refresh();
  }

  #openRegistrar(config: NodeConfig, identity: NodeIdentity, ports: NodePorts): Registrar {
    const { clock, timers, random, hash } = ports;
    const digest = new DigestServer({
      realm: config.realm,
      hash,
      random,
      clock,
      key: identity.digestKey,
      algorithms: challengesOffered,
      passwordOf: (user) => identity.passwords.get(user),
    });
    return new Registrar({
      clock,
      timers,
      digest,
      expiresSeconds_default: 60,
      expiresSeconds_max: 300,
      onBinding: ({ kind, binding }) => {
        if (kind === 'registered' || kind === 'refreshed') this.acd.agentRegistered(binding.user);
        else if (this.registrar.bindingsOf(binding.user).length === 0)
          this.acd.agentUnregistered(binding.user);
      },
    });
  }

  #measure(metrics: Metrics): void {
    metrics.gauge('tandem_sip_faults', 'Bad SIP messages so far, by what was wrong', () =>
      Object.entries(this.transport.counters.faults).map(([fault, value]) => ({ value, labels: { fault } })),
    );
    metrics.gauge(
      'tandem_node_routers',
      'Routers whose link to this site is open',
      () => this.links.openCount,
    );
  }
}

/** Of the bindings with the highest q, the one made last: a phone that began anew leaves an old one behind. */
function newestPreferred(bindings: readonly Binding[]): string | undefined {
  return bindings.filter(({ q }) => q === bindings[0]!.q).at(-1)?.contact;
}
