/** Routers, site edges and callers on one virtual clock and network, from one seed. */
import type { Fact } from '../../kernel/event/fact.ts';
import { type Address, type DatagramSocket, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { createSimulatedPeerLinks, type SimulatedPeerLinks } from '../../kernel/simulated/peers.ts';
import { SimulatedIds, SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import { checkRouterConfig, type RouterConfigFile } from '../config.ts';
import type { DefaultRouteWarning } from '../decision/default-route-log.ts';
import { Router } from '../service.ts';
import { ScriptedCaller } from './scripted-caller.ts';
import { ScriptedEdge } from './scripted-edge.ts';
import { queueState, SimulatedSite } from './simulated-site.ts';

export const siteNames = ['beijing', 'shanghai', 'guangzhou'] as const;
export type SiteName = (typeof siteNames)[number];

export interface SimulatedRouter {
  readonly router: Router;
  readonly address: Address;
  readonly facts: Fact[];
  readonly warnings: DefaultRouteWarning[];
  readonly links: Record<SiteName, SimulatedPeerLinks<PeerMessage, PeerMessage__Output>>;
  /** The router's host learns that nobody listens there, each time it sends there from now on. */
  setUnreachable(to: Address): void;
}

export class SimulatedCluster {
  readonly time = new SimulatedTime();
  readonly network: SimulatedNetwork;
  readonly tokenKey = new Uint8Array(32).fill(42);
  readonly edges: Record<SiteName, ScriptedEdge>;
  readonly sites: Record<SiteName, SimulatedSite>;
  readonly hash: Hash;
  readonly #seed: number;
  #callers = 0;

  constructor(seed: number, hash: Hash) {
    this.#seed = seed;
    this.hash = hash;
    this.network = new SimulatedNetwork(this.time, new SimulatedRandom(seed));
    const edge = (site: SiteName) =>
      new ScriptedEdge(site, { host: hostOf(site), port: 5080 }, this.network, this.time);
    const site = (name: SiteName) =>
      new SimulatedSite(name, [queueState('sales'), queueState('service')], this.time, this.time);
    this.edges = { beijing: edge('beijing'), shanghai: edge('shanghai'), guangzhou: edge('guangzhou') };
    this.sites = { beijing: site('beijing'), shanghai: site('shanghai'), guangzhou: site('guangzhou') };
  }

  /** A router at `site`, linked to all sites; `change` is laid over its configuration. */
  addRouter(site: SiteName, change: Partial<RouterConfigFile> = {}): SimulatedRouter {
    const address = { host: hostOf(site), port: 5060 };
    const facts: Fact[] = [];
    const warnings: DefaultRouteWarning[] = [];
    const socket = new ReportingSocket(this.network.bind(address));
    const router = new Router(
      checkRouterConfig('simulated', { ...configFile(site), ...change }),
      { incarnation: { grant: 0, boot: 1 }, tokenKey: this.tokenKey },
      {
        socket,
        clock: this.time,
        timers: this.time,
        random: new SimulatedRandom(this.#seed * 31 + siteNames.indexOf(site)),
        ids: new SimulatedIds(`${site}.router`),
        hash: this.hash,
        facts: { tell: (fact) => facts.push(structuredClone(fact)) },
        warn: (warning) => warnings.push(warning),
      },
    );
    const link = (name: SiteName) => this.#linkSite(router, site, name);
    const links = { beijing: link('beijing'), shanghai: link('shanghai'), guangzhou: link('guangzhou') };
    const setUnreachable = (to: Address) => socket.unreachable.add(formatAddress(to));
    return { router, address, facts, warnings, links, setUnreachable };
  }

  /** Joins two routers by a link, as they exchange decisions. */
  join(a: SimulatedRouter, b: SimulatedRouter, lateMs = 0.5) {
    const links = createSimulatedPeerLinks<PeerMessage, PeerMessage>(
      this.time,
      { a: 'router-a', b: 'router-b' },
      () => lateMs,
    );
    a.router.peers.attachRouter(asReceived(links.a));
    b.router.peers.attachRouter(asReceived(links.b));
    links.open();
    return links;
  }

  caller(router: SimulatedRouter, dnis = '4001', host?: string): ScriptedCaller {
    this.#callers += 1;
    return new ScriptedCaller(`call-${this.#callers}`, this.network, router.address, dnis, host);
  }

  /** Long enough for the first heartbeats and whole states. */
  settle(): void {
    this.time.run(300);
  }

  #linkSite(router: Router, routerSite: SiteName, site: SiteName) {
    const links = createSimulatedPeerLinks<PeerMessage, PeerMessage__Output>(this.time, {
      a: `${routerSite}.router`,
      b: `${site}.node`,
    });
    router.peers.attachSite(site, links.a);
    this.sites[site].attach(links.b);
    links.open();
    return links;
  }
}

/** A socket whose host reports unreachable ports, in the turn that sends. */
class ReportingSocket implements DatagramSocket {
  readonly unreachable = new Set<string>();
  readonly #socket: DatagramSocket;
  #report: (to: Address | undefined) => void = () => {};

  constructor(socket: DatagramSocket) {
    this.#socket = socket;
  }

  get local(): Address {
    return this.#socket.local;
  }

  send(payload: Uint8Array, to: Address): void {
    if (this.unreachable.has(formatAddress(to))) this.#report(to);
    else this.#socket.send(payload, to);
  }

  onDatagram(receive: (payload: Uint8Array, from: Address) => void): void {
    this.#socket.onDatagram(receive);
  }

  onUnreachable(report: (to: Address | undefined) => void): void {
    this.#report = report;
  }

  close(): Promise<void> {
    return this.#socket.close();
  }
}

type BetweenRouters = SimulatedPeerLinks<PeerMessage, PeerMessage>['a'];

/** What one router sends whole is what the other reads: on the wire the defaults are filled in between. */
function asReceived(link: BetweenRouters): Parameters<Router['peers']['attachRouter']>[0] {
  return {
    peerId: link.peerId,
    isOpen: () => link.isOpen(),
    send: (message) => link.send(message),
    onMessage: (receive) =>
      link.onMessage(({ decision, decisionOver, heartbeat }) => {
        if (decision) {
          const { decisionId = '', site = '', queue = '', livesMs = 0 } = decision;
          receive({ body: 'decision', decision: { decisionId, site, queue, livesMs } });
        } else if (decisionOver) {
          receive({ body: 'decisionOver', decisionOver: { decisionId: decisionOver.decisionId ?? '' } });
        } else if (heartbeat) {
          const incarnation = { grant: 0, boot: 1 };
          const sentUs = Number(heartbeat.sentUs);
          receive({
            body: 'heartbeat',
            heartbeat: { incarnation, sentUs, echoUs: Number(heartbeat.echoUs) },
          });
        }
      }),
    onOpen: (opened) => link.onOpen(opened),
    onClosed: (closed) => link.onClosed(closed),
    close: () => link.close(),
  };
}

export function hostOf(site: SiteName): string {
  return `127.0.${siteNames.indexOf(site) + 1}.1`;
}

function configFile(site: SiteName): RouterConfigFile {
  return {
    process: { name: `${site}.router`, site, dataDir: '/nowhere' },
    enginesFolder: '/nowhere',
    sip: `${hostOf(site)}:5060`,
    grpc: `${hostOf(site)}:7060`,
    sites: siteNames.map((id) => ({ id, sip: `${hostOf(id)}:5080`, grpc: `${hostOf(id)}:7080` })),
    routers: siteNames.map((id) => ({
      id: `${id}.router`,
      sip: `${hostOf(id)}:5060`,
      grpc: `${hostOf(id)}:7060`,
    })),
    callTypes: [
      { name: 'sales', dnis: ['4001'], queue: 'sales' },
      { name: 'default', dnis: [], queue: 'service' },
    ],
    trunks: [
      { id: 'carrier', sources: ['127.0.0.0/16'] },
      { id: 'follows', sources: ['127.9.0.0/16'], redirect: true },
    ],
    secrets: { routeTokenKeyFile: '/nowhere' },
  };
}
