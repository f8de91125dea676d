/**
 * Sites of the randomized test with what lies between them: a network that loses, delays, repeats and
 * reorders, links that are cut in one direction or both, legs of calls, callers, and troubles from
 * one seed. For tests only.
 */
import { SimulatedRandom } from '../simulated/random.ts';
import { SimulatedTime } from '../simulated/time.ts';
import type { Bond } from './call-side.ts';
import { Judge } from './judge.ts';
import type { OfferMessage } from './message.ts';
import { SimulatedLegs } from './simulated-legs.ts';
import { SimulatedSite } from './simulated-site.ts';
import { type OfferTimes, timesFor } from './times.ts';

/** Rules that can be broken, one at a time, to see whether the checkers would notice. */
export const plantedFaults = [
  'lease-from-receipt',
  'lease-by-timer-only',
  'lease-never-ends',
  'joined-lease-never-ends',
  'repeated-offer-is-new',
  'no-void-to-dead-offers',
  'void-unheard',
  'no-wait-after-lapse',
  'no-lapse',
  'keep-though-lapsed',
  'commit-though-refused',
  'lost-legs-unnoticed',
  'no-solicit',
  'restart-keeps-incarnation',
] as const;
export type PlantedFault = (typeof plantedFaults)[number];

const decisive = new Set<OfferMessage['type']>([
  'Offer',
  'Accept',
  'Answered',
  'Commit',
  'Joined',
  'JoinedAck',
]);

const chaosMs = 12_000;
/** Long enough for one agent alone to serve what has gathered. */
const settleMs = 300_000;

export class SimulatedWorld {
  readonly time = new SimulatedTime();
  readonly random: SimulatedRandom;
  readonly names: readonly string[];
  readonly sites = new Map<string, SimulatedSite>();
  readonly judge: Judge;
  readonly legs: SimulatedLegs;
  readonly counts = new Map<string, number>();
  isSettling = false;
  readonly #fault: PlantedFault | undefined;
  readonly #cutUntilMs = new Map<string, number>();
  readonly #slowUntilMs = new Map<string, number>();
  readonly #tastes: readonly number[];
  #epoch = 0;
  #calls = 0;

  constructor(seed: number, siteCount: number, fault?: PlantedFault) {
    this.random = new SimulatedRandom(seed);
    this.#fault = fault;
    this.#tastes = [1, 1, 1, 1, 0.3].map((most) => most * this.random.unit() ** 3);
    this.names = ['beijing', 'guangzhou', 'shanghai'].slice(0, siteCount);
    this.judge = new Judge(this);
    this.legs = new SimulatedLegs(this);
    for (const name of this.names) {
      // The first site has most of the callers, the others most of the agents: offers cross the links.
      const agents =
        Math.floor((name === this.names[0] ? 1.5 : 3) * this.random.unit()) +
        (name === this.names[0] ? 0 : 1);
      this.sites.set(name, new SimulatedSite(this, name, agents));
    }
    for (const site of this.sites.values()) this.#introduce(site);
  }

  hasFault(fault: PlantedFault): boolean {
    return this.#fault === fault;
  }

  nextEpoch(): number {
    this.#epoch += 1;
    return this.#epoch;
  }

  count(name: string, by: number): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  /** Trouble for a while, then peace; returns what the judge found. */
  run(): readonly string[] {
    this.#everyBeat();
    this.#arrivals();
    this.#troubles();
    this.#lookNowAndThen();
    this.time.run(chaosMs);
    this.isSettling = true;
    this.#cutUntilMs.clear();
    this.time.run(3500); // the last pause is over, every link has been heard
    for (const site of this.sites.values()) this.#openStreams(site);
    for (let passed = 0; passed < settleMs && this.judge.violations.length === 0; passed += 1000) {
      this.time.run(1000);
      if (passed > 10_000 && this.#isQuiet()) break;
    }
    this.judge.atTheEnd();
    return this.judge.violations;
  }

  // ---- the network -------------------------------------------------------------------------

  carry(from: SimulatedSite, to: string, message: OfferMessage): void {
    if (this.hasFault('no-void-to-dead-offers') && message.type === 'Void' && message.because === 'not-live')
      return;
    const sent =
      this.hasFault('commit-though-refused') && message.type === 'Refuse'
        ? ({ ...message, type: 'Commit', echoMs: from.offers.beat(to).echoMs } as const)
        : message;
    // The lists travel on an ordered stream: late, but not lost while it stands.
    const isList = sent.type === 'WaitingList' || sent.type === 'WaitingDelta';
    const lossShare = isList ? 0 : sent.type === 'Void' ? 0.3 : 0.08;
    this.#transmit(from, to, lossShare, (site) => {
      if (this.hasFault('void-unheard') && sent.type === 'Void') return;
      site.offers.receive(from.name, this.#tampered(sent, site));
    });
    if (!isList) this.#strike(from.name, to, sent.type);
  }

  /** Now and then trouble comes with the very message that matters; what kind, each world has its taste. */
  #strike(from: string, to: string, type: OfferMessage['type']): void {
    const share = decisive.has(type) ? 0.1 : 0.01;
    if (this.isSettling || this.random.unit() > share) return;
    const forMs = 300 + 2500 * this.random.unit();
    const strikes: (() => void)[] = [
      () => this.#cut(to, from, forMs),
      () => this.#cut(from, to, forMs),
      () => this.#slow(from, to, forMs),
      () => this.#pause(this.sites.get(to)!),
      () => this.#restart(this.sites.get(to)!),
    ];
    let dice = this.random.unit() * this.#tastes.reduce((sum, taste) => sum + taste, 0);
    const chosen = this.#tastes.findIndex((taste) => {
      dice -= taste;
      return dice <= 0;
    });
    this.time.after(chosen === 4 ? 35 : 0.5, strikes[Math.max(0, chosen)]!);
  }

  #slow(from: string, to: string, forMs: number): void {
    this.#slowUntilMs.set(`${from}>${to}`, this.time.monoMs() + forMs);
    this.#cut(to, from, forMs);
  }

  #pause(site: SimulatedSite): void {
    if (!site.isPaused && !this.isSettling) site.pause(300 + 3000 * this.random.unit());
  }

  #tampered(message: OfferMessage, site: SimulatedSite): OfferMessage {
    if (message.type !== 'Accept' && message.type !== 'Keep' && message.type !== 'Commit') return message;
    if (this.hasFault('lease-from-receipt')) return { ...message, echoMs: site.siteNowMs() };
    if (this.hasFault('lease-never-ends')) return { ...message, echoMs: message.echoMs + 1e9 };
    if (this.hasFault('joined-lease-never-ends') && message.type === 'Commit') {
      return { ...message, echoMs: message.echoMs + 1e9 };
    }
    return message;
  }

  /** Both directions are as good as they get, and both processes run. */
  isWell(a: SimulatedSite, b: SimulatedSite): boolean {
    const nowMs = this.time.monoMs();
    const isTroubled = (from: string, to: string) =>
      this.isCut(from, to) || nowMs < (this.#slowUntilMs.get(`${from}>${to}`) ?? 0);
    return !a.isPaused && !b.isPaused && !isTroubled(a.name, b.name) && !isTroubled(b.name, a.name);
  }

  isCut(from: string, to: string): boolean {
    return this.time.monoMs() < (this.#cutUntilMs.get(`${from}>${to}`) ?? 0);
  }

  /** Hands `arrive` to the receiver: never, once or twice, sooner or later, in the lives that both have now. */
  #transmit(from: SimulatedSite, to: string, lossShare: number, arrive: (site: SimulatedSite) => void): void {
    const site = this.sites.get(to)!;
    const bootFrom = from.boot;
    const bootTo = site.boot;
    for (const delayMs of this.#fate(from.name, to, lossShare)) {
      this.time.after(delayMs, () => {
        if (from.boot === bootFrom && site.boot === bootTo) site.run(() => arrive(site), true);
      });
    }
  }

  #fate(from: string, to: string, lossShare: number): number[] {
    if (this.isSettling) return [5];
    if (this.isCut(from, to)) return [];
    const { random } = this;
    if (random.unit() < lossShare) return [];
    const isSlow = this.time.monoMs() < (this.#slowUntilMs.get(`${from}>${to}`) ?? 0);
    const late = () =>
      (isSlow ? 500 + 500 * random.unit() : 0) + (random.unit() < 0.04 ? 1500 : 30) * random.unit() + 1;
    return random.unit() < 0.08 ? [late(), late()] : [late()];
  }

  #introduce(site: SimulatedSite): void {
    for (const name of this.names) if (name !== site.name) site.offers.addPeer(name, this.#times());
    this.#openStreams(site);
  }

  #times(): OfferTimes {
    const times = timesFor(100);
    if (this.hasFault('no-wait-after-lapse')) return { ...times, lapseMs: 0 };
    if (this.hasFault('no-lapse')) return { ...times, staleEchoMs: Number.POSITIVE_INFINITY };
    return times;
  }

  #openStreams(site: SimulatedSite): void {
    for (const other of this.sites.values()) {
      if (other === site) continue;
      site.run(() => site.offers.streamOpened(other.name));
      other.run(() => other.offers.streamOpened(site.name));
    }
  }

  #everyBeat(): void {
    this.time.every(100, () => {
      for (const site of this.sites.values()) {
        for (const to of this.names) {
          if (to === site.name || site.isPaused) continue;
          const beat = site.offers.beat(to);
          this.#transmit(site, to, 0.08, (receiver) => receiver.offers.heard(site.name, beat));
        }
      }
    });
  }

  // ---- callers and troubles ----------------------------------------------------------------

  hangUp(site: SimulatedSite, callId: string): void {
    site.run(() => site.offers.callerGone(callId));
  }

  #arrivals(): void {
    for (const site of this.sites.values()) {
      const isFirst = site.name === this.names[0];
      const next = () => {
        if (this.time.monoMs() > chaosMs + 12_000) return;
        this.time.after((this.isSettling ? 6000 : isFirst ? 600 : 3000) * this.random.unit(), next);
        if (site.isPaused) return;
        this.#calls += 1;
        const callId = `call-${this.#calls}`;
        const { boot } = site;
        this.judge.arrived(callId, site);
        const call = {
          callId,
          queue: 'sales',
          callType: '',
          priority: 5,
          waitedMs: 0,
          ani: '',
          dnis: '',
          ced: '',
        };
        site.offers.callWaiting({ ...call, localPreferenceMs: 0 });
        const patienceMs = this.random.unit() < 0.4 ? 60_000 : 1000 + 9000 * this.random.unit();
        this.time.after(patienceMs, () => {
          if (!this.isSettling && site.boot === boot) this.hangUp(site, callId);
        });
      };
      next();
    }
  }

  #troubles(): void {
    if (this.random.unit() < 0.15) {
      const [from, to] = [this.names[0]!, this.names[1]!];
      this.time.after(2000, () => {
        this.#cut(from, to, chaosMs - 2000);
        this.#cut(to, from, chaosMs - 2000);
      });
    }
    const next = () => {
      if (this.isSettling) return;
      this.time.after(5000 * this.random.unit(), next);
      const dice = this.random.unit();
      const site = this.#pick([...this.sites.values()]);
      const other = this.#pick(this.names.filter((name) => name !== site.name));
      const forMs = 200 + 3500 * this.random.unit() ** 2;
      if (dice < 0.35) this.#cut(site.name, other, forMs);
      else if (dice < 0.5) {
        this.#cut(site.name, other, forMs);
        this.#cut(other, site.name, forMs);
      } else if (dice < 0.75) this.#pause(site);
      else if (dice < 0.82) this.#restart(site);
    };
    next();
  }

  #cut(from: string, to: string, forMs: number): void {
    const name = `${from}>${to}`;
    this.#cutUntilMs.set(name, Math.max(this.#cutUntilMs.get(name) ?? 0, this.time.monoMs() + forMs));
    this.time.after(forMs, () => this.#openStreams(this.sites.get(from)!));
  }

  #restart(site: SimulatedSite): void {
    if (this.isSettling) return;
    this.judge.died(site);
    this.legs.died(site);
    site.start();
    this.#introduce(site);
  }

  /** The planted fault of a call's site that keeps an offer alive though its call lapses. */
  keepThoughLapsed(site: SimulatedSite, callId: string, { offerId, agentSite }: Bond): void {
    if (!this.hasFault('keep-though-lapsed')) return;
    for (let afterMs = 0; afterMs < 4000; afterMs += 200) {
      site.after(afterMs, () => {
        const { echoMs } = site.offers.beat(agentSite);
        this.carry(site, agentSite, { type: 'Keep', offerId, callId, echoMs });
      });
    }
  }

  #lookNowAndThen(): void {
    this.time.every(500, () => {
      this.legs.listen();
      this.judge.lookAtPatience();
      this.judge.lookAtForgotten();
    });
  }

  #isQuiet(): boolean {
    return this.judge.openCalls === 0 && [...this.sites.values()].every((site) => site.isIdle);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(items.length * this.random.unit())]!;
  }
}
