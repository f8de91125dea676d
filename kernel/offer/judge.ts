/**
 * The checkers of the randomized test, apart from what they check. They look at what was done to phones
 * and callers, and at leases by each site's own clock, never at what a machine says of itself being
 * right. For tests only.
 */
import type { Bond } from './call-side.ts';
import { ringMs, type SimulatedSite } from './simulated-site.ts';
import type { SimulatedWorld } from './simulated-world.ts';

/** A call bound longer than its phone may ring and a lapse may take is stuck. */
const boundMs_max = ringMs + 4500;

/** Looks come every 500 ms; a Keep every 200 ms is answered by Void. */
const forgottenLooks_max = 6;

interface KnownCall {
  readonly site: SimulatedSite;
  readonly boot: number;
  isOver: boolean;
  boundAtMs: number | undefined;
}

export class Judge {
  readonly violations: string[] = [];
  readonly #world: SimulatedWorld;
  readonly #calls = new Map<string, KnownCall>();
  /** Which call an offer has bound: one, for ever. */
  readonly #boundBy = new Map<string, string>();
  /** By call: how many looks in a row it has been bound to nobody who knows. */
  readonly #forgotten = new Map<string, number>();
  served = 0;

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  get openCalls(): number {
    let open = 0;
    for (const call of this.#calls.values()) if (!call.isOver) open += 1;
    return open;
  }

  arrived(callId: string, site: SimulatedSite): void {
    this.#calls.set(callId, { site, boot: site.boot, isOver: false, boundAtMs: undefined });
  }

  ended(callId: string): void {
    const call = this.#calls.get(callId);
    if (call) call.isOver = true;
  }

  died(site: SimulatedSite): void {
    for (const call of this.#calls.values()) if (call.site === site) call.isOver = true;
  }

  bound(site: SimulatedSite, callId: string, bond: Bond): void {
    const call = this.#calls.get(callId);
    if (call) call.boundAtMs = this.#world.time.monoMs();
    const before = this.#boundBy.get(bond.offerId);
    if (before !== undefined && before !== callId) {
      this.#say(`${bond.agentId} is bound to two calls by one offer: ${before} and ${callId}`);
    }
    this.#boundBy.set(bond.offerId, callId);
    // Nobody else may still believe that this call is theirs.
    for (const other of this.#world.sites.values()) {
      for (const [offerId, live] of other.live) {
        if (offerId === bond.offerId || live.callId !== callId) continue;
        const state = other.offers.offerState(offerId);
        if (state && 'leaseEndsMs' in state && other.siteNowMs() < state.leaseEndsMs) {
          this.#say(
            `${callId} of ${site.name} is bound to ${bond.agentId} while ${live.agentId} holds a lease on it`,
          );
        }
      }
    }
  }

  rings(site: SimulatedSite, offerId: string, callId: string): void {
    this.#belongs(site, offerId, callId, 'rings for');
  }

  agentJoined(site: SimulatedSite, offerId: string, callId: string): void {
    this.#belongs(site, offerId, callId, 'is joined to');
  }

  callerJoined(callId: string): void {
    this.served += 1;
    if (this.#calls.get(callId)?.isOver) this.#say(`${callId} is connected after its end`);
  }

  /** While the call is another offer's, no phone may begin to ring or be joined for it. */
  #belongs(site: SimulatedSite, offerId: string, callId: string, what: string): void {
    const call = this.#calls.get(callId);
    if (!call || call.boot !== call.site.boot) return;
    const state = call.site.offers.callState(callId);
    if (state && 'bond' in state && state.bond.offerId !== offerId) {
      this.#say(
        `an agent of ${site.name} ${what} ${callId}, which is ${state.at} with ${state.bond.agentId}`,
      );
    }
  }

  /** No call stays bound for longer than a phone may ring, whatever became of the other side. */
  lookAtPatience(): void {
    const nowMs = this.#world.time.monoMs();
    for (const [callId, call] of this.#calls) {
      if (call.isOver || call.boundAtMs === undefined || call.site.isPaused) continue;
      const state = call.site.offers.callState(callId);
      if (state?.at !== 'bound' && state?.at !== 'committed') continue;
      if (nowMs - Math.max(call.boundAtMs, call.site.resumedAtMs) > boundMs_max) {
        this.#say(`${callId} is stuck: ${state.at} with ${state.bond.agentId}`);
        call.isOver = true;
      }
    }
  }

  /** No call stays bound to an agent whose site has no such offer, while the two can hear each other. */
  lookAtForgotten(): void {
    for (const [callId, call] of this.#calls) {
      const state = call.isOver ? undefined : call.site.offers.callState(callId);
      const bond = state?.at === 'bound' || state?.at === 'committed' ? state.bond : undefined;
      const agentSite = bond && this.#world.sites.get(bond.agentSite);
      const isForgotten =
        bond !== undefined &&
        agentSite !== undefined &&
        this.#world.isWell(call.site, agentSite) &&
        agentSite.offers.offerState(bond.offerId) === undefined;
      const looks = isForgotten ? (this.#forgotten.get(callId) ?? 0) + 1 : 0;
      this.#forgotten.set(callId, looks);
      if (looks === forgottenLooks_max) {
        this.#say(`${callId} is ${state?.at} with ${bond?.agentId}, whose site has forgotten it`);
      }
    }
  }

  /** Long after the last trouble every call has been served and every agent is free again. */
  atTheEnd(): void {
    for (const [callId, call] of this.#calls) {
      if (call.isOver) continue;
      this.#say(`${callId} was never served: ${JSON.stringify(call.site.offers.callState(callId))}`);
    }
    for (const site of this.#world.sites.values()) {
      if (!site.isIdle) this.#say(`an agent of ${site.name} never became free: ${[...site.live.keys()]}`);
    }
  }

  #say(what: string): void {
    this.violations.push(`${Math.round(this.#world.time.monoMs())} ms: ${what}`);
  }
}
