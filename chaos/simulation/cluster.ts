import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { LostBoot } from '../checkers/call-facts.ts';
import { AudioWorld } from './audio/audio-world.ts';
import { SilentGateway } from './audio/silent-gateway.ts';
import { Cable } from './cable.ts';
import { type ClusterSettings, nodeConfig, routerConfig, siteHost } from './cluster-settings.ts';
import { FactLog } from './fact-log.ts';
import { SimulatedAskRouter } from './simulated-ask-router.ts';
import { SimulatedCoordination } from './simulated-grants.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { type SimulatedRouter, startRouter } from './simulated-router.ts';
import { type SimulatedSiteNode, startSiteNode } from './simulated-site-node.ts';
import { Terrain } from './terrain.ts';

/** Clocks of two machines are at most so far apart, ms. */
const skew_maxMs = 100;

export type Role = 'router' | 'node';

/** One site as it stands now: its router and node, each in its latest boot. */
export interface SimulatedSite {
  readonly name: string;
  router: SimulatedRouter;
  node: SimulatedSiteNode;
}

/**
 * The cluster in one process: real routers and sites on one virtual clock, from one seed, with every way
 * in which a site can be lost. Facts stay in memory; people and their phones come in from outside.
 */
export class SimulatedCluster {
  readonly settings: ClusterSettings;
  readonly seed: number;
  readonly time = new SimulatedTime();
  readonly terrain = new Terrain();
  readonly network: SimulatedNetwork;
  readonly audio: AudioWorld;
  readonly facts = new FactLog();
  readonly sites = new Map<string, SimulatedSite>();
  /** Boots that were killed. */
  readonly lostBoots: (LostBoot & { readonly site: string; readonly role: Role; readonly atMs: number })[] =
    [];
  readonly #coordination: SimulatedCoordination;
  readonly #routeTokenKey: Uint8Array;
  readonly #cables = new Map<
    string,
    { readonly cable: Cable; readonly sites: readonly string[]; readonly ends: readonly string[] }
  >();
  readonly #boots = new Map<string, number>();
  #mustSettle = false;

  constructor(seed: number, settings: ClusterSettings) {
    this.seed = seed;
    this.settings = settings;
    const random = new SimulatedRandom(seed);
    this.#routeTokenKey = random.bytes(32);
    this.network = new SimulatedNetwork(this.time, random);
    this.network.keepsSent = false;
    this.network.fate = this.terrain.fate;
    this.network.tellsUnreachable = ({ host }) => !this.terrain.dark.has(host);
    this.audio = new AudioWorld(this.time, (from, to) => this.terrain.passes(from.host, to.host));
    this.#coordination = new SimulatedCoordination(this.resolved);
    for (const name of settings.sites) {
      this.sites.set(name, { name, router: this.#startRouter(name), node: this.#startNode(name) });
    }
  }

  /** A promise of a simulated port was resolved: what waits for it goes on before the next step. */
  readonly resolved = (): void => {
    this.#mustSettle = true;
  };

  /** Virtual time passes. */
  async run(durationMs: number): Promise<void> {
    await this.time.runAsync(durationMs, () => {
      const must = this.#mustSettle;
      this.#mustSettle = false;
      return must;
    });
  }

  site(name: string): SimulatedSite {
    const site = this.sites.get(name);
    if (!site) throw new RangeError(`there is no site ${name} in this cluster`);
    return site;
  }

  // ---- losing a site -----------------------------------------------------------------------

  /** `kill -9` of a site's processes; its host runs on, and says so to whoever sends there. */
  kill(name: string, roles: readonly Role[] = ['router', 'node']): void {
    const isDark = this.terrain.dark.has(this.#hostOf(name));
    for (const role of roles) {
      const process = this.#processOf(name, role);
      process.kill();
      const boot = `${process.boot}-sim`;
      this.lostBoots.push({ process: process.name, boot, site: name, role, atMs: process.wallMs() });
      for (const { cable, ends } of this.#cables.values()) {
        if (!isDark && ends.includes(process.name)) cable.breakStream('the process is gone');
      }
    }
    const { media } = this.site(name).node;
    if (roles.includes('node') && media instanceof SilentGateway) media.abandon();
    this.audio.changed();
  }

  /** The site's host goes dark: nobody is told, streams to it just say nothing any more. */
  powerOff(name: string): void {
    this.terrain.dark.add(this.#hostOf(name));
    for (const cable of this.#cablesOf(name)) cable.cut();
    this.kill(name);
  }

  /** What was killed starts again on the same addresses. */
  restart(name: string): void {
    const site = this.site(name);
    this.terrain.dark.delete(this.#hostOf(name));
    for (const cable of this.#cablesOf(name)) cable.heal();
    if (site.router.process.state === 'dead') site.router = this.#startRouter(name);
    if (site.node.process.state === 'dead') site.node = this.#startNode(name);
  }

  /** SIGSTOP to both processes. */
  freeze(name: string): void {
    const { router, node } = this.site(name);
    router.process.freeze();
    node.process.freeze();
    this.audio.changed();
  }

  thaw(name: string): void {
    const { router, node } = this.site(name);
    router.process.thaw();
    node.process.thaw();
    this.#mustSettle = true;
    this.audio.changed();
  }

  /** Every packet to and from the site is dropped. */
  isolate(name: string): void {
    this.terrain.isolated.add(this.#hostOf(name));
    for (const cable of this.#cablesOf(name)) cable.cut();
    this.audio.changed();
  }

  rejoin(name: string): void {
    this.terrain.isolated.delete(this.#hostOf(name));
    for (const cable of this.#cablesOf(name)) cable.heal();
    this.audio.changed();
  }

  /** Only the streams between the site and the others break, and open again at once. */
  breakLinks(name: string): void {
    for (const cable of this.#cablesOf(name)) cable.breakStream('reset');
  }

  /** No stream carries anything any more, so that a cluster at rest costs little. */
  silenceLinks(): void {
    for (const { cable } of this.#cables.values()) {
      cable.cut();
      cable.breakStream('the run is over');
    }
  }

  // ---- starting processes ------------------------------------------------------------------

  #startRouter(site: string): SimulatedRouter {
    const process = this.#newProcess(`${site}.router`, site);
    const started = startRouter(process, routerConfig(this.settings, site), {
      network: this.network,
      routeTokenKey: this.#routeTokenKey,
      seedOf: (of) => this.#seedOf(of),
      facts: this.facts,
    });
    const { peers } = started.router;
    for (const other of this.settings.sites) {
      peers.attachSite(other, this.#cable(site, `${site}.router`, other, `${other}.node`).a.plug(process));
      if (other === site) continue;
      const [first, second] = [site, other].sort() as [string, string];
      const cable = this.#cable(first, `${first}.router`, second, `${second}.router`);
      peers.attachRouter((site === first ? cable.a : cable.b).plug(process));
    }
    return started;
  }

  #startNode(site: string): SimulatedSiteNode {
    const process = this.#newProcess(`${site}.node`, site);
    const config = nodeConfig(this.settings, site);
    const { greetingMs } = this.settings;
    const started = startSiteNode(process, config, {
      network: this.network,
      routeTokenKey: this.#routeTokenKey,
      seedOf: (of) => this.#seedOf(of),
      facts: this.facts,
      coordination: this.#coordination,
      media: new SilentGateway(process, this.audio, { ...config.rtp, greetingMs }, this.resolved),
      askRouter: new SimulatedAskRouter(process, {
        timers: this.time,
        reachable: (asking) => this.#routersFrom(asking),
        resolved: this.resolved,
      }),
    });
    for (const other of this.settings.sites) {
      started.node.links.attach(this.#cable(other, `${other}.router`, site, `${site}.node`).b.plug(process));
    }
    return started;
  }

  #routersFrom(site: string): SimulatedRouter[] {
    const nearestFirst = [site, ...this.settings.sites.filter((other) => other !== site)];
    return nearestFirst
      .filter((other) => this.terrain.passes(this.#hostOf(site), this.#hostOf(other)))
      .map((other) => this.site(other).router)
      .filter(({ process }) => process.state !== 'dead');
  }

  #newProcess(name: string, site: string): SimulatedProcess {
    const boot = (this.#boots.get(name) ?? 0) + 1;
    this.#boots.set(name, boot);
    const skewMs = Math.round(
      (new SimulatedRandom(hashOf(`${this.seed} ${name} clock`)).unit() - 0.5) * skew_maxMs,
    );
    return new SimulatedProcess(this.time, { name, site, boot, skewMs });
  }

  #cable(siteA: string, a: string, siteB: string, b: string): Cable {
    const name = `${a} ${b}`;
    const known = this.#cables.get(name);
    if (known) return known.cable;
    const random = new SimulatedRandom(hashOf(`${this.seed} ${name}`));
    const lateMs = () => this.terrain.lateMs(this.#hostOf(siteA), this.#hostOf(siteB), random);
    const cable = new Cable(this.time, { a, b }, lateMs);
    this.#cables.set(name, { cable, sites: [siteA, siteB], ends: [a, b] });
    return cable;
  }

  /** Those that lead out of the site. */
  #cablesOf(site: string): Cable[] {
    return [...this.#cables.values()]
      .filter(({ sites: [a, b] }) => (a === site) !== (b === site))
      .map(({ cable }) => cable);
  }

  #processOf(site: string, role: Role): SimulatedProcess {
    const { router, node } = this.site(site);
    return role === 'router' ? router.process : node.process;
  }

  #hostOf(site: string): string {
    return siteHost(this.settings, site);
  }

  #seedOf(process: SimulatedProcess): number {
    return hashOf(`${this.seed} ${process.name} ${process.boot}`);
  }
}

/** FNV-1a, 32 bits: a seed of its own for every name. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
