/**
 * One site in the network queue: its calls, its agents, its links to itself and to other sites. The same
 * rules run within the site and between sites; within it a message is handed over in the same turn,
 * so that a freed agent gets the next call without a timer. Everything that comes in, messages,
 * timers and local events alike, is carried out one after the other, never one within the other.
 */
import type { RequeueCause } from '../event/fact.ts';
import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import type { QueuedCall, WaitingCalls } from '../queue/waiting-calls.ts';
import type { Incarnation } from '../site/state.ts';
import { AgentDesk, type OfferableAgent } from './agent-desk.ts';
import type { AgentDeskDelegate } from './agent-desk-delegate.ts';
import type { AgentInput, AgentSide } from './agent-side-state.ts';
import { CallDesk } from './call-desk.ts';
import type { CallDeskDelegate, NewCall } from './call-desk-delegate.ts';
import type { Bond, CallSide } from './call-side.ts';
import { type Beat, SiteLink } from './link.ts';
import type { CallData, OfferMessage } from './message.ts';
import type { OfferMemory } from './offer-memory.ts';
import { SiteClock } from './site-clock.ts';
import { type OfferTimes, ownSiteTimes } from './times.ts';

export type OfferCount =
  | Parameters<AgentDeskDelegate['count']>[0]
  | Parameters<CallDeskDelegate['count']>[0]
  | 'lapse'
  | 'unknown-peer';

/** What a site does to the world; legs and messages to itself never come out. */
export interface OfferSiteDelegate
  extends Omit<
      CallDeskDelegate,
      'send' | 'lapsed' | 'proven' | 'newIncarnation' | 'count' | 'endLeg' | 'inviteLeg'
    >,
    Omit<AgentDeskDelegate, 'send' | 'lapsed' | 'proven' | 'count' | 'endLeg' | 'refuseLeg'> {
  toPeer(site: string, message: OfferMessage): void;
  /** SIP between the edges of two sites. */
  inviteLeg(call: CallData, bond: Bond): void;
  /** `site` is the other end's. */
  endLeg(site: string, callId: string, offerId: string, byPerson: boolean): void;
  refuseLeg(site: string, offerId: string): void;
  count(name: OfferCount, by: number): void;
}

export interface OfferSiteOptions {
  readonly site: string;
  readonly incarnation: Incarnation;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly delegate: OfferSiteDelegate;
  /** For tests that break it. */
  readonly memory?: OfferMemory;
}

export class OfferSite {
  readonly site: string;
  readonly incarnation: Incarnation;
  readonly #calls: CallDesk;
  readonly #agents: AgentDesk;
  readonly #links = new Map<string, SiteLink>();
  /** Links as they were at the last look. */
  readonly #seen = new Map<string, { usable: boolean; stale: boolean; open: boolean }>();
  readonly #siteClock: SiteClock;
  readonly #delegate: OfferSiteDelegate;
  readonly #work: (() => void)[] = [];
  readonly #running = new Set<Timer>();
  readonly #timers: Timers;
  #isAtWork = false;
  #isClosed = false;

  constructor({ site, incarnation, clock, timers, delegate, memory }: OfferSiteOptions) {
    this.site = site;
    this.incarnation = incarnation;
    this.#delegate = delegate;
    this.#timers = timers;
    this.#siteClock = new SiteClock(clock);
    this.#links.set(site, new SiteLink(site, ownSiteTimes, incarnation));
    const ports = { clock, siteClock: this.#siteClock, timers: this.#atWorkTimers() };
    this.#calls = new CallDesk(ports, this.#links, this.#callDelegate(), memory);
    const own = { site, incarnation, waiting: this.#calls.waiting };
    this.#agents = new AgentDesk(ports, own, this.#links, this.#agentDelegate());
  }

  // ---- calls -------------------------------------------------------------------------------

  callWaiting(call: NewCall): void {
    this.#do(() => this.#calls.add(call));
  }

  callerGone(callId: string): void {
    this.#do(() => this.#calls.callerGone(callId));
  }

  /** The call's end of a leg from another site. */
  callLegEnded(callId: string, offerId: string, leg: 'gone' | 'hung-up'): void {
    this.#do(() => this.#calls.legEnded(callId, offerId, leg));
  }

  callLegSilent(callId: string, offerId: string, silent: boolean): void {
    this.#do(() => this.#calls.legSilent(callId, offerId, silent));
  }

  get waiting(): WaitingCalls {
    return this.#calls.waiting;
  }

  callState(callId: string): CallSide | undefined {
    return this.#calls.stateOf(callId);
  }

  // ---- agents ------------------------------------------------------------------------------

  agentReady(agent: OfferableAgent): void {
    this.#do(() => this.#agents.agentReady(agent));
  }

  agentAway(agentId: string): void {
    this.#do(() => this.#agents.agentAway(agentId));
  }

  /** The session ended here; a provisional one may follow it. */
  sessionEnded(agentId: string, epoch: number): void {
    this.#do(() => this.#calls.sessionEnded(agentId, epoch));
  }

  /** What happened to an offer's phone or agent. */
  offerInput(offerId: string, input: AgentInput): void {
    this.#do(() => this.#agents.input(offerId, input));
  }

  legArrived(callSite: string, offerId: string): void {
    this.#do(() => this.#agents.legArrived(callSite, offerId));
  }

  offerState(offerId: string): AgentSide | undefined {
    return this.#agents.stateOf(offerId);
  }

  get comparisons(): number {
    return this.#calls.waiting.comparisons + this.#agents.ready.comparisons;
  }

  // ---- other sites -------------------------------------------------------------------------

  addPeer(site: string, times: OfferTimes): void {
    if (!this.#links.has(site)) this.#links.set(site, new SiteLink(site, times));
  }

  /** The stream to a site opened anew: it gets the whole list, and we wake up. */
  streamOpened(site: string): void {
    this.#do(() => {
      const calls = [...this.#calls.waiting.values()].map((call) => this.#calls.entryOf(call));
      this.#delegate.toPeer(site, { type: 'WaitingList', calls });
      this.#wake();
    });
  }

  /** To be sent to that site every 100 ms. */
  beat(site: string): Beat {
    return this.#links.get(site)!.beat(this.incarnation, this.#siteClock.nowMs());
  }

  heard(from: string, beat: Beat): void {
    this.#do(() => {
      const link = this.#links.get(from);
      if (!link) return this.#delegate.count('unknown-peer', 1);
      const which = link.noteIncarnation(beat.incarnation);
      if (which === 'old') return;
      link.noteTime(beat.sentMs);
      link.noteEcho(beat, this.incarnation);
      if (which === 'new') this.#lookAt(from);
      this.#lookAtLinks();
    });
  }

  receive(from: string, message: OfferMessage): void {
    this.#do(() => {
      if (!this.#links.has(from)) return this.#delegate.count('unknown-peer', 1);
      this.#lookAtLinks();
      this.#deliver(from, message);
    });
  }

  /** Links grow old by silence: to be called every 100 ms or so while there are peers. */
  tick(): void {
    this.#do(() => this.#lookAtLinks());
  }

  /** No timer of this site runs any more. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#running) timer.cancel();
    this.#running.clear();
  }

  #lookAtLinks(): void {
    if (this.#links.size === 1) return;
    const nowMs = this.#siteClock.nowMs();
    let wake = false;
    for (const [site, link] of this.#links) {
      if (link.isOwn) continue;
      const is = { usable: link.isUsable(nowMs), stale: link.isStale(nowMs), open: link.isOpen(nowMs) };
      const was = this.#seen.get(site) ?? { usable: false, stale: true, open: false };
      this.#seen.set(site, is);
      if (is.usable !== was.usable || is.stale !== was.stale) this.#lookAt(site);
      // A link becomes usable, or a back-off ends.
      if (is.open && !was.open) wake = true;
    }
    if (wake) this.#wake();
  }

  #lookAt(site: string): void {
    this.#calls.look(site);
    this.#agents.look(site);
  }

  #wake(): void {
    this.#agents.wake();
    this.#calls.wake();
  }

  #deliver(from: string, message: OfferMessage): void {
    switch (message.type) {
      case 'Offer':
      case 'Answered':
      case 'Joined':
      case 'Void':
      case 'Rona':
      case 'WithdrawAck':
      case 'None':
        this.#calls.receive(from, message);
        break;
      default:
        this.#agents.receive(from, message);
    }
  }

  #do(work: () => void): void {
    this.#work.push(work);
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    try {
      for (let next = this.#work.shift(); next; next = this.#work.shift()) next();
    } finally {
      this.#isAtWork = false;
    }
  }

  #send(to: string, message: OfferMessage): void {
    if (to === this.site) this.#work.push(() => this.#deliver(to, message));
    else this.#delegate.toPeer(to, message);
  }

  #lapsed(site: string): void {
    const forMs = this.#links.get(site)?.lapse(this.#siteClock.nowMs());
    if (forMs === undefined) return;
    this.#delegate.count('lapse', 1);
    const seen = this.#seen.get(site);
    if (seen) seen.open = false;
    this.#atWorkTimers().after(forMs, () => this.#lookAtLinks());
  }

  #callDelegate(): CallDeskDelegate {
    const delegate = this.#delegate;
    return {
      send: (to, message) => this.#send(to, message),
      sitesFor: (queue) => delegate.sitesFor(queue),
      waitingChanged: (added, removed) => this.#waitingChanged(added, removed),
      inviteLeg: (call, bond) => {
        if (bond.agentSite !== this.site) delegate.inviteLeg(call, bond);
        else this.#work.push(() => this.#agents.legArrived(this.site, bond.offerId));
      },
      endLeg: (callId, bond, byPerson) => {
        if (bond.agentSite !== this.site) delegate.endLeg(bond.agentSite, callId, bond.offerId, byPerson);
        else this.#work.push(() => this.#agents.input(bond.offerId, legInput(byPerson)));
      },
      callBound: (call, bond) => delegate.callBound(call, bond),
      callJoined: (call, bond) => delegate.callJoined(call, bond),
      callRequeued: (callId: string, bond: Bond, cause: RequeueCause, wasJoined: boolean) =>
        delegate.callRequeued(callId, bond, cause, wasJoined),
      overflowOf: (callId, queue) => delegate.overflowOf(callId, queue),
      callEnded: (callId, by, bond) => delegate.callEnded(callId, by, bond),
      lapsed: (site) => this.#lapsed(site),
      proven: (site) => this.#links.get(site)?.proven(),
      newIncarnation: (site) => this.#lookAt(site),
      count: (name) => delegate.count(name, 1),
    };
  }

  #agentDelegate(): AgentDeskDelegate {
    const delegate = this.#delegate;
    return {
      send: (to, message) => this.#send(to, message),
      ringMsOf: (queue) => delegate.ringMsOf(queue),
      agentReserved: (agentId, offerId) => delegate.agentReserved(agentId, offerId),
      popScreen: (agentId, offerId, call) => delegate.popScreen(agentId, offerId, call),
      ringPhone: (agentId, offerId, call) => delegate.ringPhone(agentId, offerId, call),
      dropPhone: (agentId, offerId, because) => delegate.dropPhone(agentId, offerId, because),
      joinPhone: (agentId, offerId, call, callSite) => delegate.joinPhone(agentId, offerId, call, callSite),
      agentTalking: (agentId, offerId, call) => delegate.agentTalking(agentId, offerId, call),
      offerOver: (agentId, offerId, outcome) => delegate.offerOver(agentId, offerId, outcome),
      sessionStale: (agentId) => delegate.sessionStale(agentId),
      endLeg: (callSite, offerId, callId, byPerson) => {
        if (callSite !== this.site) delegate.endLeg(callSite, callId, offerId, byPerson);
        else this.#work.push(() => this.#calls.legEnded(callId, offerId, byPerson ? 'hung-up' : 'gone'));
      },
      refuseLeg: (callSite, offerId) => {
        if (callSite !== this.site) delegate.refuseLeg(callSite, offerId);
      },
      lapsed: (site) => this.#lapsed(site),
      proven: (site) => this.#links.get(site)?.proven(),
      count: (name, by) => delegate.count(name, by),
    };
  }

  #waitingChanged(added: QueuedCall | undefined, removed: QueuedCall | undefined): void {
    this.#delegate.waitingChanged(added, removed);
    for (const [site, link] of this.#links) {
      if (link.isOwn) continue;
      this.#delegate.toPeer(site, {
        type: 'WaitingDelta',
        added: added ? [this.#calls.entryOf(added)] : [],
        removed: removed ? [removed.callId] : [],
      });
    }
  }

  /** Timers whose callbacks are carried out in their turn, and which end with the site. */
  #atWorkTimers(): Timers {
    const set = (start: (run: () => void) => Timer, run: () => void, once: boolean): Timer => {
      let timer: Timer;
      const tracked: Timer = {
        cancel: () => {
          this.#running.delete(tracked);
          timer.cancel();
        },
      };
      timer = start(() => {
        if (once) this.#running.delete(tracked);
        if (!this.#isClosed) this.#do(run);
      });
      this.#running.add(tracked);
      return tracked;
    };
    return {
      after: (delayMs, run) => set((turn) => this.#timers.after(delayMs, turn), run, true),
      every: (periodMs, run) => set((turn) => this.#timers.every(periodMs, turn), run, false),
    };
  }
}

function legInput(byPerson: boolean): AgentInput {
  return { type: 'leg', leg: byPerson ? 'hung-up' : 'gone' };
}
