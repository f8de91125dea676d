import type { AgentState } from '../../kernel/event/fact.ts';
import { compareIncarnations, type QueueState, type SiteState } from '../../kernel/site/state.ts';
import { type ProcessPresence, presenceTtlMs } from '../../platform/coordination/presence.ts';
import type { CallStage, Health, ProcessRow, SiteRow } from './feed.ts';

/**
 * Sites and processes as they stand: numbered states, signs of life, when each was last heard. What a site
 * said last stays visible when it falls silent, with its age beside it.
 */
interface Site {
  readonly site: string;
  state: SiteState | undefined;
  queues: Map<string, QueueState>;
  stateMono: number | undefined;
  heardMono: number | undefined;
  factDelayMs: number;
  health: Health;
  healthSince: number;
}

interface Process {
  readonly presence: ProcessPresence;
  shown: boolean;
  seenMono: number;
  health: Health;
  healthSince: number;
}

/** Processes held; one more takes the place of the one gone longest. */
const processes_max = 1000;

export interface SiteSurroundings {
  readonly agentsByState: ReadonlyMap<string, Partial<Record<AgentState, number>>>;
  readonly callsByStage: ReadonlyMap<string, Partial<Record<CallStage, number>>>;
  cutAt(site: string): number;
}

export class LiveSites {
  readonly #silentAfterMs: number;
  readonly #sites = new Map<string, Site>();
  readonly #processes = new Map<string, Process>();
  readonly #heard = new Map<string, number>();
  readonly #isLost: (process: string, boot: string) => boolean;

  constructor(
    sites: readonly string[],
    silentAfterMs: number,
    isLost: (process: string, boot: string) => boolean,
  ) {
    this.#silentAfterMs = silentAfterMs;
    this.#isLost = isLost;
    for (const site of sites) this.#site(site);
  }

  takeState(state: SiteState, nowMono: number): void {
    const site = this.#site(state.site);
    const held = site.state;
    if (held) {
      const order = compareIncarnations(state.incarnation, held.incarnation);
      if (order < 0 || (order === 0 && state.number <= held.number)) return;
      if (order > 0) site.queues.clear();
    }
    if (state.whole) site.queues.clear();
    for (const queue of state.queues) site.queues.set(queue.queue, queue);
    site.state = state;
    site.stateMono = nowMono;
    site.heardMono = nowMono;
  }

  /** A fact of that site or process came, said `delayMs` before. */
  heardFact(site: string, process: string, delayMs: number, nowMono: number): void {
    this.#heard.set(process, nowMono);
    if (this.#heard.size > processes_max) this.#heard.delete(this.#heard.keys().next().value!);
    const known = this.#sites.get(site);
    if (!known || isRouterName(process)) return;
    known.heardMono = nowMono;
    known.factDelayMs = Math.max(0, delayMs);
  }

  appeared(presence: ProcessPresence, nowMono: number): void {
    const known = this.#processes.get(presence.process);
    const same = known?.presence.boot === presence.boot && known.shown;
    this.#processes.set(presence.process, {
      presence,
      shown: true,
      seenMono: nowMono,
      health: 'up',
      healthSince: same ? known.healthSince : nowMono,
    });
    if (this.#processes.size > processes_max) this.#forgetOne();
  }

  vanished(process: string, nowMono: number): void {
    const known = this.#processes.get(process);
    if (!known?.shown) return;
    known.shown = false;
    known.seenMono = nowMono;
  }

  siteRows(around: SiteSurroundings, nowMono: number): SiteRow[] {
    return [...this.#sites.values()].map((site) => {
      const node = this.#nodeOf(site.site);
      const health = this.#siteHealth(site, node, nowMono);
      if (health !== site.health) {
        site.health = health;
        site.healthSince = nowMono;
      }
      return {
        site: site.site,
        health,
        healthSentence: sentenceOf(site, node, health),
        healthForMs: nowMono - site.healthSince,
        accepting: site.state?.accepting ?? false,
        node: node ? this.#row(node, nowMono) : null,
        queues: [...site.queues.values()],
        agentsByState: around.agentsByState.get(site.site) ?? {},
        callsByStage: around.callsByStage.get(site.site) ?? {},
        cut: around.cutAt(site.site),
        factDelayMs: site.factDelayMs,
        source: `site/${site.site}`,
        stateSource: `state/${site.site}`,
      };
    });
  }

  processRows(nowMono: number): { routers: ProcessRow[]; others: ProcessRow[] } {
    const routers: ProcessRow[] = [];
    const others: ProcessRow[] = [];
    for (const process of this.#processes.values()) {
      const { role } = process.presence;
      if (role === 'router') routers.push(this.#row(process, nowMono));
      else if (role !== 'node') others.push(this.#row(process, nowMono));
    }
    const byName = (a: ProcessRow, b: ProcessRow) => (a.process < b.process ? -1 : 1);
    return { routers: routers.sort(byName), others: others.sort(byName) };
  }

  /** Source → ms since it last said anything; -1 never. */
  ages(nowMono: number): Record<string, number> {
    const ages: Record<string, number> = {};
    const age = (mono: number | undefined) => (mono === undefined ? -1 : Math.round(nowMono - mono));
    let oldest = 0;
    for (const site of this.#sites.values()) {
      ages[`state/${site.site}`] = age(site.stateMono);
      ages[`site/${site.site}`] = age(site.heardMono);
      if (site.health !== 'down' && site.heardMono !== undefined) {
        oldest = Math.max(oldest, ages[`site/${site.site}`]!);
      }
    }
    for (const [name, process] of this.#processes) {
      const signOfLife = process.shown ? presenceTtlMs : age(process.seenMono);
      ages[`process/${name}`] = signOfLife;
      const heard = this.#heard.get(name);
      if (process.presence.role !== 'router') continue;
      ages[`router/${name}`] = heard === undefined ? signOfLife : Math.min(signOfLife, age(heard));
    }
    const anyHeard = [...this.#sites.values()].some((site) => site.heardMono !== undefined);
    ages.cluster = anyHeard ? oldest : -1;
    return ages;
  }

  #siteHealth(site: Site, node: Process | undefined, nowMono: number): Health {
    const fresh = site.stateMono !== undefined && nowMono - site.stateMono <= this.#silentAfterMs;
    if (node && !node.shown && this.#isLost(node.presence.process, node.presence.boot) && !fresh)
      return 'down';
    if (!node && !fresh) return site.stateMono === undefined ? 'down' : 'silent';
    return fresh && node?.shown !== false ? 'up' : 'silent';
  }

  #nodeOf(site: string): Process | undefined {
    for (const process of this.#processes.values()) {
      if (process.presence.role === 'node' && process.presence.site === site) return process;
    }
    return undefined;
  }

  #row(process: Process, nowMono: number): ProcessRow {
    const { presence } = process;
    const lost = this.#isLost(presence.process, presence.boot);
    const health = process.shown ? 'up' : lost ? 'down' : 'silent';
    if (health !== process.health) {
      process.health = health;
      process.healthSince = nowMono;
    }
    return {
      process: presence.process,
      role: presence.role,
      site: presence.site,
      pid: presence.pid,
      boot: presence.boot,
      health,
      healthForMs: nowMono - process.healthSince,
      addresses: presence.addresses,
      source: presence.role === 'router' ? `router/${presence.process}` : `process/${presence.process}`,
    };
  }

  #site(name: string): Site {
    const known = this.#sites.get(name);
    if (known) return known;
    const site: Site = {
      site: name,
      state: undefined,
      queues: new Map(),
      stateMono: undefined,
      heardMono: undefined,
      factDelayMs: 0,
      health: 'down',
      healthSince: 0,
    };
    this.#sites.set(name, site);
    return site;
  }

  #forgetOne(): void {
    let longest: [string, number] | undefined;
    for (const [name, process] of this.#processes) {
      if (!process.shown && (!longest || process.seenMono < longest[1])) longest = [name, process.seenMono];
    }
    this.#processes.delete(longest?.[0] ?? this.#processes.keys().next().value!);
  }
}

function isRouterName(process: string): boolean {
  return process.includes('router');
}

function sentenceOf(site: Site, node: Process | undefined, health: Health): string {
  if (health === 'up') return site.state?.accepting === false ? 'Up, takes no new calls' : 'Up';
  if (health === 'down') {
    return node ? 'Down: its calls were closed as lost' : 'Not heard of yet';
  }
  if (node && !node.shown) return 'Its sign of life is gone; its calls are not given up yet';
  return 'Its state has not come for a while';
}
