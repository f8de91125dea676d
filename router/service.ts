/**
 * The router: one SIP port, a view of all sites, and one decider that the proxy, the redirect and the
 * route desk share. Everything comes in as a port, so that it runs on real sockets and in simulation alike.
 */
import type { Facts } from '../kernel/event/fact.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { DatagramSocket } from '../kernel/ports/datagram.ts';
import type { Hash } from '../kernel/ports/hash.ts';
import type { Ids } from '../kernel/ports/ids.ts';
import { type Metrics, noMetrics } from '../kernel/ports/metrics.ts';
import type { Random } from '../kernel/ports/random.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import type { Incarnation } from '../kernel/site/state.ts';
import { toTagOf } from '../sip/message/message.ts';
import { TransactionLayer } from '../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../sip/transport/udp-transport.ts';
import type { RouterConfig } from './config.ts';
import { CallTypes } from './decision/call-types.ts';
import { Decider } from './decision/decider.ts';
import { DefaultRouteLog, type DefaultRouteWarning } from './decision/default-route-log.ts';
import { Trunks } from './decision/trunks.ts';
import { measureRouter } from './measure.ts';
import { RouteDesk } from './prerouting/route-desk.ts';
import { DialogGate } from './proxy/dialog-gate.ts';
import { DialogTable } from './proxy/dialog-table.ts';
import { InboundTransport } from './proxy/inbound.ts';
import { StatefulProxy } from './proxy/stateful-proxy.ts';
import { Redirect } from './redirect/redirect.ts';
import { ClusterView } from './view/cluster-view.ts';
import { Peers } from './view/peers.ts';

export interface RouterPorts {
  readonly socket: DatagramSocket;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly facts: Facts;
  readonly metrics?: Metrics;
  /** A default route was taken; told at most once a second, with how many there were. */
  readonly warn?: (warning: DefaultRouteWarning) => void;
}

export interface RouterIdentity {
  readonly incarnation: Incarnation;
  readonly tokenKey: Uint8Array;
}

export class Router {
  readonly view: ClusterView;
  readonly peers: Peers;
  readonly decider: Decider;
  readonly proxy: StatefulProxy;
  readonly desk: RouteDesk;
  readonly dialogs: DialogTable;
  readonly transport: UdpTransport;
  readonly transactions: TransactionLayer;

  constructor(config: RouterConfig, identity: RouterIdentity, ports: RouterPorts) {
    const { clock, timers, random, hash, ids, facts } = ports;
    const { limits } = config;
    const metrics = ports.metrics ?? noMetrics;
    const trunks = new Trunks(config.trunks, config.defaultTrunk);
    const edges = new Map(config.sites.map((site) => [site.id, site.sip]));
    const warnings = new DefaultRouteLog(timers, ports.warn ?? (() => {}));

    this.view = new ClusterView({
      sites: config.sites.map((site) => site.id),
      clock,
      echoAgeMaxMs: limits.echoAgeMaxMs,
      tokenLivesMs: limits.tokenLivesMs,
    });
    this.peers = new Peers({
      incarnation: identity.incarnation,
      view: this.view,
      clock,
      timers,
      heartbeatMs: limits.heartbeatMs,
      metrics,
    });
    this.decider = new Decider({
      routerId: config.process.name,
      view: this.view,
      notices: this.peers,
      callTypes: new CallTypes(config.callTypes, config.defaultCallType),
      defaultOrder: config.defaultOrder,
      edges,
      tokenKey: identity.tokenKey,
      tokenLivesMs: limits.tokenLivesMs,
      facts,
      clock,
      timers,
      random,
      ids,
      hash,
      metrics,
      onDefault: (cause, reason) => warnings.taken(cause, reason),
    });
    this.dialogs = new DialogTable(clock, limits.dialogsMax, limits.dialogLivesMs);
    this.transport = new UdpTransport(ports.socket);
    const inbound = new InboundTransport(this.transport, (request, source) => {
      if (toTagOf(request) !== '') {
        gate.request(request, source);
        return true;
      }
      const trunk = request.method === 'INVITE' ? trunks.ofHost(source.host) : undefined;
      if (!trunk?.redirect) return false;
      redirect.invite(request, trunk, clock.monoMs());
      return true;
    });
    this.transactions = new TransactionLayer({ transport: inbound, timers, random });
    const gate = new DialogGate({
      transport: this.transport,
      transactions: this.transactions,
      edges: [...edges.values()],
      dialogs: this.dialogs,
      trunks,
      hash,
      branchKey: random.bytes(32),
      metrics,
    });
    const redirect = new Redirect({
      transport: this.transport,
      decider: this.decider,
      hash,
      deadlineMs: limits.deadlineMs,
    });
    this.transactions.onAck((ack, source) => gate.request(ack, source));
    this.transactions.onStrayResponse((response) => gate.response(response));
    this.proxy = new StatefulProxy({
      transactions: this.transactions,
      decider: this.decider,
      dialogs: this.dialogs,
      facts,
      clock,
      timers,
      random,
      trunks,
      own: this.transport.address,
      silenceMs: limits.silenceMs,
      timerCMs: limits.timerCMs,
      retryAfterS: limits.retryAfterS,
      openCallsMax: limits.openCallsMax,
      deadlineMs: limits.deadlineMs,
      metrics,
    });
    this.desk = new RouteDesk({
      decider: this.decider,
      clock,
      timers,
      deadlineMs: limits.deadlineMs,
      waitingMax: limits.routeRequestsMax,
      metrics,
    });
    measureRouter(this, metrics);
  }
}
