import type { Fact } from '../../kernel/event/fact.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { type RouteToken, signRouteToken } from '../../kernel/token/route-token.ts';
import type { RouterAnswer } from '../../nodes/edge/ask-router.ts';
import { openEmbeddedGateway } from '../../nodes/media/embedded-gateway.ts';
import type { MediaGateway } from '../../nodes/media/gateway.ts';
import type { SiteNode } from '../../nodes/service.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import type { Phone, PhoneOptions } from '../../population/phones/phone.ts';
import { PhoneBank } from '../../population/phones/phone-bank.ts';
import type { VoiceSource } from '../../population/voice/party-voice.ts';
import { Voices } from '../../population/voice/voices.ts';
import { judgeAgents } from '../checkers/agents-one-call.ts';
import { judgeCallFacts } from '../checkers/call-facts.ts';
import { judgeSiteAtRest } from '../checkers/nothing-left.ts';
import { AudioWorld } from '../simulation/audio/audio-world.ts';
import { SilentGateway } from '../simulation/audio/silent-gateway.ts';
import { SilentVoices } from '../simulation/audio/silent-voices.ts';
import {
  type ClusterSettings,
  edgeAddress,
  nodeConfig,
  populationHost,
  siteHost,
  standardSettings,
} from '../simulation/cluster-settings.ts';
import { FactLog } from '../simulation/fact-log.ts';
import { SimulatedCoordination } from '../simulation/simulated-grants.ts';
import { SimulatedProcess } from '../simulation/simulated-process.ts';
import { agentPassword, startSiteNode } from '../simulation/simulated-site-node.ts';
import { HouseCaller, type HouseCallOptions } from './house-caller.ts';
import { ScriptedPhone } from './scripted-phone.ts';

export interface HouseOptions extends Partial<Omit<ClusterSettings, 'sites'>> {
  /** `real`: packets through the embedded gateway; `silent`: who hears whom, without any. */
  readonly audio?: 'real' | 'silent';
  /** How long the gateway takes to open a leg; at once unless set. */
  readonly legTakesMs?: number;
  /** RTP ports of the gateway; 100 unless set. */
  readonly mediaPorts?: number;
  /** What the routers say to a call without a token; `undefined`: none answers. */
  readonly routerAnswer?: RouterAnswer | undefined;
  /** How long a router that answers takes; 2 ms unless set. */
  readonly routerTakesMs?: number | undefined;
  /** Faults that the checkers must see. */
  readonly plant?: 'leg-never-released' | 'end-not-told' | 'end-told-twice' | undefined;
}

const routeTokenKey = new Uint8Array(32).fill(7);
/** No router answers: the site finds out at its deadline. */
const askedForMs = 300;
/** Twice 64 × T1: a 2xx without ACK, then a BYE without answer. */
const restMs = 70_000;

/**
 * One real site on virtual time, with simulated phones and callers: for conversations about its edge. Every
 * test ends with `finish`, which holds what happened against the checkers.
 */
export class House {
  readonly site = 'beijing';
  readonly time = new SimulatedTime();
  readonly network: SimulatedNetwork;
  readonly facts = new FactLog();
  readonly settings: ClusterSettings;
  readonly bank: PhoneBank;
  readonly node: SiteNode;
  readonly media: MediaGateway;
  readonly voices: VoiceSource;
  readonly callers: HouseCaller[] = [];
  readonly #random = new SimulatedRandom(3);
  readonly #scripted: ScriptedPhone[] = [];
  #tokens = 0;

  private constructor(
    settings: ClusterSettings,
    parts: { time: SimulatedTime; network: SimulatedNetwork; media: MediaGateway; voices: VoiceSource },
    options: HouseOptions,
    process: SimulatedProcess,
  ) {
    this.settings = settings;
    this.time = parts.time;
    this.network = parts.network;
    this.media = parts.media;
    this.voices = parts.voices;
    const told = options.plant === 'end-not-told' || options.plant === 'end-told-twice';
    const started = startSiteNode(process, nodeConfig(settings, this.site), {
      network: this.network,
      routeTokenKey,
      seedOf: () => 11,
      facts: told ? new BentFactLog(this.facts, options.plant === 'end-told-twice') : this.facts,
      coordination: new SimulatedCoordination(() => {}),
      media: options.plant === 'leg-never-released' ? neverReleasing(parts.media) : parts.media,
      askRouter: { route: () => this.#askRouter(process, options) },
    });
    this.node = started.node;
    this.bank = new PhoneBank(this.ports(), parts.voices, populationHost);
  }

  static async open(options: HouseOptions = {}): Promise<House> {
    const {
      audio = 'silent',
      routerAnswer,
      routerTakesMs,
      plant,
      legTakesMs,
      mediaPorts = 100,
      ...change
    } = options;
    const settings = { ...standardSettings, agentsPerSite: 3, ...change, sites: ['beijing'] };
    const time = new SimulatedTime();
    const random = new SimulatedRandom(5);
    const network = new SimulatedNetwork(time, random);
    const process = new SimulatedProcess(time, { name: 'beijing.node', site: 'beijing', boot: 1, skewMs: 0 });
    const host = siteHost(settings, 'beijing');
    const range = { host, portMin: 20_000, portMax: 20_000 + 2 * mediaPorts - 1 };
    const ports = { datagrams: network.datagrams, clock: time, timers: time, random, ids: countingIds() };
    const world = new AudioWorld(time, () => true);
    const silent = { ...range, greetingMs: settings.greetingMs };
    const media =
      audio === 'real'
        ? await openEmbeddedGateway(ports, { ...silent, warmPorts: 4 })
        : new SilentGateway(process, world, silent, () => {});
    const people = new SimulatedProcess(time, { name: 'people', site: '', boot: 1, skewMs: 0 });
    const voices =
      audio === 'real'
        ? new Voices(ports, { host: populationHost, portMin: 30_000, portMax: 30_199, warmPorts: 4 })
        : new SilentVoices(people, world, populationHost, () => {});
    const slow = legTakesMs === undefined ? media : slowGateway(media, time, legTakesMs);
    const rest = { routerAnswer, routerTakesMs, plant };
    return new House(settings, { time, network, media: slow, voices }, rest, process);
  }

  /** What simulated people need of the world. */
  ports() {
    return {
      datagrams: this.network.datagrams,
      clock: this.time,
      timers: this.time,
      random: this.#random,
      hash: systemHash,
    };
  }

  async run(durationMs: number): Promise<void> {
    await this.time.runAsync(durationMs);
  }

  /** The phone of `beijing-01` and so on, registered and its agent ready. */
  async phone(place: number, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const phone = await this.bank.add({
      user: `beijing-0${place}`,
      password: agentPassword,
      registrar: edgeAddress(this.settings, this.site),
      answer: { kind: 'auto', afterMs: 0 },
      ...options,
    });
    phone.start();
    await this.run(50);
    return phone;
  }

  /** A phone that the test leads by the hand, registered and its agent ready. */
  async scriptedPhone(place: number): Promise<ScriptedPhone> {
    const phone = new ScriptedPhone(this, place);
    this.#scripted.push(phone);
    phone.register();
    await this.run(50);
    return phone;
  }

  /** A caller dials in, by default with a token that a router would have written. */
  call(options: HouseCallOptions = {}): HouseCaller {
    const caller = new HouseCaller(this, this.callers.length + 1, options);
    this.callers.push(caller);
    return caller;
  }

  /** A route token for this site; `change` is laid over it. */
  token(change: Partial<RouteToken> = {}, key: Uint8Array = routeTokenKey): string {
    this.#tokens += 1;
    const token = {
      callId: `call-${this.#tokens}`,
      decisionId: `decision-${this.#tokens}`,
      site: this.site,
      callType: 'sales',
      queue: 'sales',
      priority: 5,
      expiresAtMs: this.time.wallMs() + 10_000,
      ...change,
    };
    return signRouteToken(token, key, systemHash);
  }

  stateOf(agentId: string): string {
    return this.node.acd.agents.view(agentId)?.state ?? 'unknown';
  }

  told<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }>[] {
    return this.facts.ofKind(kind).map(({ fact }) => fact);
  }

  /** `kind` of every fact of calls, in order. */
  story(): string[] {
    return this.facts.events.map(({ fact }) => fact.kind).filter((kind) => !kind.startsWith('Agent'));
  }

  /** Everybody hangs up and signs off, SIP's timers run out, and the checkers look. */
  async finish(): Promise<void> {
    for (const caller of this.callers) caller.hangUp();
    this.bank.stop();
    for (const phone of this.#scripted) phone.stop();
    await this.run(restMs);
    const faults = [
      ...judgeCallFacts(this.facts.events),
      ...judgeAgents(this.facts.events),
      ...judgeSiteAtRest(this.site, this.node, this.media),
    ];
    if (faults.length > 0) throw new Error(`the checkers found:\n${faults.join('\n')}`);
  }

  #askRouter(process: SimulatedProcess, options: HouseOptions): Promise<RouterAnswer | undefined> {
    const { routerAnswer, routerTakesMs = 2 } = options;
    return new Promise((resolve) => {
      process.after(routerAnswer ? routerTakesMs : askedForMs, () => resolve(routerAnswer));
    });
  }
}

function countingIds() {
  let count = 0;
  return { next: (prefix: string) => `${prefix}-${++count}` };
}

/** A gateway in another process, some way off. */
function slowGateway(media: MediaGateway, time: SimulatedTime, takesMs: number): MediaGateway {
  return new Proxy(media, {
    get: (target, name) => {
      if (name !== 'createLeg') return Reflect.get(target, name).bind(target);
      return async (...asked: Parameters<MediaGateway['createLeg']>) => {
        await new Promise<void>((resolve) => time.after(takesMs, resolve));
        return target.createLeg(...asked);
      };
    },
  });
}

/** Plants the fault of legs that nobody gives back. */
function neverReleasing(media: MediaGateway): MediaGateway {
  return new Proxy(media, {
    get: (target, name) => {
      if (name !== 'createLeg') return Reflect.get(target, name).bind(target);
      return async (...asked: Parameters<MediaGateway['createLeg']>) => {
        const leg = await target.createLeg(...asked);
        leg.release = () => {};
        return leg;
      };
    },
  });
}

/** Plants the fault of ends that are not told, or told twice. */
class BentFactLog extends FactLog {
  readonly #straight: FactLog;
  readonly #twice: boolean;

  constructor(straight: FactLog, twice: boolean) {
    super();
    this.#straight = straight;
    this.#twice = twice;
  }

  override of(...asked: Parameters<FactLog['of']>): ReturnType<FactLog['of']> {
    const facts = this.#straight.of(...asked);
    return {
      tell: (fact) => {
        if (fact.kind !== 'CallEnded') return facts.tell(fact);
        if (!this.#twice) return;
        facts.tell(fact);
        facts.tell(fact);
      },
    };
  }
}
