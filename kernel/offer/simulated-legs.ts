/**
 * The legs between sites in the randomized test: INVITE, BYE and 480 with SIP's repeats over the same bad
 * links, and RTP that falls silent when an end is gone or a direction is cut. For tests only.
 */
import type { SimulatedSite } from './simulated-site.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import { silenceMs } from './times.ts';

interface Leg {
  readonly callId: string;
  readonly offerId: string;
  readonly callEnd: End;
  readonly agentEnd: End;
}
interface End {
  readonly site: SimulatedSite;
  readonly boot: number;
  isUp: boolean;
  lastHeardMs: number;
  wasSilent: boolean;
}

export class SimulatedLegs {
  readonly #world: SimulatedWorld;
  readonly #legs = new Map<string, Leg>();

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  invite(from: SimulatedSite, to: string, callId: string, offerId: string): void {
    const agentSite = this.#world.sites.get(to)!;
    const leg: Leg = {
      callId,
      offerId,
      callEnd: this.#end(from, true),
      agentEnd: this.#end(agentSite, false),
    };
    this.#legs.set(offerId, leg);
    this.#repeat(leg.callEnd, leg.agentEnd, () => {
      if (leg.agentEnd.isUp) return;
      leg.agentEnd.isUp = true;
      leg.agentEnd.lastHeardMs = this.#world.time.monoMs();
      agentSite.offers.legArrived(from.name, offerId);
    });
  }

  /** Silence counts from here. */
  joined(offerId: string, which: 'callEnd' | 'agentEnd'): void {
    const end = this.#legs.get(offerId)?.[which];
    if (end) Object.assign(end, { lastHeardMs: this.#world.time.monoMs(), wasSilent: false });
  }

  /** BYE or CANCEL from whichever end says so. */
  end(from: SimulatedSite, _to: string, _callId: string, offerId: string, byPerson: boolean): void {
    const leg = this.#legs.get(offerId);
    if (!leg) return;
    const mine = leg.callEnd.site === from ? leg.callEnd : leg.agentEnd;
    const other = mine === leg.callEnd ? leg.agentEnd : leg.callEnd;
    if (!mine.isUp) return;
    mine.isUp = false;
    this.#repeat(mine, other, () => this.#ended(leg, other, byPerson ? 'hung-up' : 'gone'));
  }

  refuse(from: SimulatedSite, _to: string, offerId: string): void {
    const leg = this.#legs.get(offerId);
    if (!leg) return;
    leg.agentEnd.isUp = false;
    this.#repeat({ ...leg.agentEnd, site: from }, leg.callEnd, () => this.#ended(leg, leg.callEnd, 'gone'));
  }

  died(site: SimulatedSite): void {
    for (const leg of this.#legs.values()) {
      for (const end of [leg.callEnd, leg.agentEnd]) if (end.site === site) end.isUp = false;
    }
  }

  /** Row 16's condition: no RTP for 3 s. */
  listen(): void {
    if (this.#world.hasFault('lost-legs-unnoticed')) return;
    const nowMs = this.#world.time.monoMs();
    for (const [offerId, leg] of this.#legs) {
      if (!leg.callEnd.isUp && !leg.agentEnd.isUp) this.#legs.delete(offerId);
      this.#hear(leg, leg.callEnd, leg.agentEnd, nowMs);
      this.#hear(leg, leg.agentEnd, leg.callEnd, nowMs);
    }
  }

  #hear(leg: Leg, mine: End, other: End, nowMs: number): void {
    if (!mine.isUp || mine.site.boot !== mine.boot) return;
    const flows =
      other.isUp &&
      other.site.boot === other.boot &&
      !other.site.isPaused &&
      (this.#world.isSettling || !this.#world.isCut(other.site.name, mine.site.name));
    if (flows) mine.lastHeardMs = nowMs;
    const isSilent = nowMs - mine.lastHeardMs > silenceMs;
    if (isSilent === mine.wasSilent || mine.site.isPaused) return;
    mine.wasSilent = isSilent;
    const { callId, offerId } = leg;
    mine.site.run(() => {
      if (mine === leg.callEnd) mine.site.offers.callLegSilent(callId, offerId, isSilent);
      else mine.site.offers.offerInput(offerId, { type: 'silence', silent: isSilent });
    });
  }

  #ended(leg: Leg, end: End, how: 'gone' | 'hung-up'): void {
    if (!end.isUp || this.#world.hasFault('lost-legs-unnoticed')) return;
    end.isUp = false;
    const { callId, offerId } = leg;
    if (end === leg.callEnd) end.site.offers.callLegEnded(callId, offerId, how);
    else end.site.offers.offerInput(offerId, { type: 'leg', leg: how });
  }

  #end(site: SimulatedSite, isUp: boolean): End {
    return { site, boot: site.boot, isUp, lastHeardMs: this.#world.time.monoMs(), wasSilent: false };
  }

  /** SIP over UDP: at once, then after 0.5, 1, 2 and 4 s, until one copy arrives. */
  #repeat(from: End, to: End, arrive: () => void): void {
    let hasArrived = false;
    for (const afterMs of [0, 500, 1500, 3500, 7500]) {
      this.#world.time.after(afterMs + 1, () => {
        if (hasArrived || from.site.boot !== from.boot || to.site.boot !== to.boot) return;
        if (from.site.isPaused || (!this.#world.isSettling && this.#isLost(from, to))) return;
        hasArrived = true;
        to.site.run(arrive, true);
      });
    }
  }

  #isLost(from: End, to: End): boolean {
    return this.#world.isCut(from.site.name, to.site.name) || this.#world.random.unit() < 0.05;
  }
}
