/**
 * One site of the randomized test: a real `OfferSite` with a clock of its own rate, phones and callers
 * that behave at random, and a process that can pause and be restarted. For tests only.
 */
import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import type { AgentOutcome } from './agent-side-state.ts';
import type { Bond } from './call-side.ts';
import type { CallData } from './message.ts';
import { OfferMemory } from './offer-memory.ts';
import { OfferSite, type OfferSiteDelegate } from './offer-site.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import { SiteClock } from './site-clock.ts';

export const ringMs = 4000;

/** A memory that takes a repeated Offer for a new one: a planted fault. */
class Forgetful extends OfferMemory {
  override answerTo(): undefined {
    return undefined;
  }
}

export class SimulatedSite implements Clock {
  readonly name: string;
  readonly world: SimulatedWorld;
  /** Offers whose call is known here, with their calls. */
  readonly live = new Map<
    string,
    { readonly agentId: string; readonly callId: string; isTalking: boolean }
  >();
  readonly agentIds: readonly string[];
  offers!: OfferSite;
  boot = 0;
  resumedAtMs = 0;
  #pausedUntilMs = 0;
  #backlog: (() => void)[] = [];
  #offeredReady = new Set<string>();
  readonly #rate: number;
  readonly #originMs: number;
  /** For the planted fault of leases looked at by timers only. */
  #frozenMs: number | undefined;
  #siteClock: SiteClock;

  constructor(world: SimulatedWorld, name: string, agents: number) {
    this.world = world;
    this.name = name;
    this.agentIds = Array.from({ length: agents }, (_, index) => `${name}-${index}`);
    this.#rate = 0.995 + 0.01 * world.random.unit();
    this.#originMs = 1e6 * world.random.unit();
    this.#siteClock = new SiteClock(this);
    this.start();
  }

  monoMs(): number {
    return this.#frozenMs ?? this.#originMs + this.world.time.monoMs() * this.#rate;
  }

  wallMs(): number {
    return this.monoMs() + 1e12;
  }

  /** This site's own time, as its leases count it. */
  siteNowMs(): number {
    return this.#siteClock.nowMs();
  }

  get isPaused(): boolean {
    return this.world.time.monoMs() < this.#pausedUntilMs;
  }

  get isIdle(): boolean {
    return this.#offeredReady.size === this.agentIds.length && this.live.size === 0;
  }

  /** Begins, or begins anew with nothing remembered but its boot number. */
  start(): void {
    const { world } = this;
    if (this.boot > 0) this.offers.close();
    this.boot += 1;
    const boot = world.hasFault('restart-keeps-incarnation') ? 1 : this.boot;
    this.live.clear();
    this.#backlog = [];
    this.#pausedUntilMs = 0;
    this.#offeredReady.clear();
    this.#siteClock = new SiteClock(this);
    this.offers = new OfferSite({
      site: this.name,
      incarnation: { grant: 1, boot },
      clock: this,
      timers: this.#timers(this.boot),
      delegate: this.#delegate(),
      memory: world.hasFault('repeated-offer-is-new') ? new Forgetful() : new OfferMemory(),
    });
    this.#timers(this.boot).every(100, () => this.offers.tick());
    for (const agentId of this.agentIds) this.after(200 * world.random.unit(), () => this.ready(agentId));
  }

  ready(agentId: string): void {
    this.#offeredReady.add(agentId);
    this.offers.agentReady({
      agentId,
      queues: ['sales'],
      epoch: this.world.nextEpoch(),
      availableSinceMs: this.monoMs(),
    });
  }

  /** The whole process stands still; what comes meanwhile waits. */
  pause(forMs: number): void {
    this.#pausedUntilMs = this.world.time.monoMs() + forMs;
    const { boot } = this;
    this.world.time.after(forMs, () => {
      if (boot !== this.boot || this.isPaused) return;
      this.resumedAtMs = this.world.time.monoMs();
      for (const work of this.#backlog.splice(0)) work();
    });
  }

  /** Runs now, or when the process runs again; never in a later life of it. */
  run(work: () => void, isMessage = false): void {
    const { boot } = this;
    const turn = () => {
      if (boot !== this.boot) return;
      if (!isMessage || !this.world.hasFault('lease-by-timer-only')) return work();
      this.#frozenMs = this.#lastTimerMs;
      try {
        work();
      } finally {
        this.#frozenMs = undefined;
      }
    };
    if (this.isPaused) this.#backlog.push(turn);
    else turn();
  }

  after(delayMs: number, work: () => void): Timer {
    return this.#timers(this.boot).after(delayMs, work);
  }

  #lastTimerMs = 0;

  #timers(boot: number): Timers {
    const once = (delayMs: number, work: () => void): Timer => {
      let isCancelled = false;
      const timer = this.world.time.after(delayMs / this.#rate, () => {
        if (boot !== this.boot) return;
        this.run(() => {
          if (isCancelled) return;
          this.#lastTimerMs = this.monoMs();
          work();
        });
      });
      return {
        cancel: () => {
          isCancelled = true;
          timer.cancel();
        },
      };
    };
    return {
      after: once,
      every: (periodMs, work) => {
        let timer: Timer;
        const turn = () => {
          timer = once(periodMs, turn);
          work();
        };
        timer = once(periodMs, turn);
        return { cancel: () => timer.cancel() };
      },
    };
  }

  // ---- phones and agents -------------------------------------------------------------------

  #rings(offerId: string, call: CallData): void {
    const { world } = this;
    world.judge.rings(this, offerId, call.callId);
    const dice = world.isSettling ? 0 : world.random.unit();
    const afterMs = 20 + (world.isSettling ? 50 : 1500) * world.random.unit();
    if (dice < 0.75) this.after(afterMs, () => this.offers.offerInput(offerId, { type: 'phone-answered' }));
    else if (dice < 0.85) {
      this.after(afterMs, () => this.offers.offerInput(offerId, { type: 'agent-leaves', reason: 'refused' }));
    }
  }

  #talks(offerId: string): void {
    const { world } = this;
    world.legs.joined(offerId, 'agentEnd');
    const live = this.live.get(offerId);
    if (live) live.isTalking = true;
    const afterMs = 200 + 2500 * world.random.unit();
    if (world.random.unit() < 0.6) {
      this.after(afterMs, () => this.offers.offerInput(offerId, { type: 'phone-hung-up' }));
    }
  }

  #freed(agentId: string, offerId: string, outcome: AgentOutcome): void {
    this.live.delete(offerId);
    if (outcome.to === 'ready') this.ready(agentId);
    else this.after(outcome.to === 'not-ready' ? 500 : 200, () => this.ready(agentId));
  }

  #delegate(): OfferSiteDelegate {
    const { world } = this;
    const others = world.names.filter((name) => name !== this.name);
    return {
      toPeer: (site, message) => world.carry(this, site, message),
      inviteLeg: (call, bond) => world.legs.invite(this, bond.agentSite, call.callId, bond.offerId),
      endLeg: (site, callId, offerId, byPerson) => world.legs.end(this, site, callId, offerId, byPerson),
      refuseLeg: (site, offerId) => world.legs.refuse(this, site, offerId),
      sitesFor: () => (world.hasFault('no-solicit') ? [] : [this.name, ...others]),
      ringMsOf: () => ringMs,
      waitingChanged: () => {},
      callBound: (call: CallData, bond: Bond) => world.judge.bound(this, call.callId, bond),
      callJoined: (call, bond) => {
        world.judge.callerJoined(call.callId);
        world.legs.joined(bond.offerId, 'callEnd');
        const afterMs = 200 + 4000 * world.random.unit();
        this.after(afterMs, () => world.hangUp(this, call.callId));
      },
      callRequeued: (callId, bond, cause) => {
        if (cause === 'lapsed') world.keepThoughLapsed(this, callId, bond);
      },
      overflowOf: () => undefined,
      callEnded: (callId) => world.judge.ended(callId),
      agentReserved: (agentId) => void this.#offeredReady.delete(agentId),
      popScreen: (agentId, offerId, call) => {
        this.live.set(offerId, { agentId, callId: call.callId, isTalking: false });
      },
      ringPhone: (_agentId, offerId, call) => this.#rings(offerId, call),
      dropPhone: () => {},
      joinPhone: (_agentId, offerId, call) => world.judge.agentJoined(this, offerId, call.callId),
      agentTalking: (_agentId, offerId) => this.#talks(offerId),
      offerOver: (agentId, offerId, outcome) => this.#freed(agentId, offerId, outcome),
      sessionStale: () => {},
      count: (name, by) => world.count(name, by),
    };
  }
}
