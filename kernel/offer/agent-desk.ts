/**
 * The agents of one site: who is ready, what waits where as far as this site knows, and one offer at a
 * time for each agent (`agent-side.ts`). Rows 1 and 2 of docs/network-queue.md, the agent's half.
 * Matching costs O(queues · sites · log n), whatever the number of agents.
 */
import { type ReadyAgent, ReadyAgents } from '../agent/ready-agents.ts';
import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { Exclusions } from '../queue/exclusions.ts';
import type { QueuedCall, WaitingCalls } from '../queue/waiting-calls.ts';
import type { Incarnation } from '../site/state.ts';
import type { AgentDeskDelegate } from './agent-desk-delegate.ts';
import { stepAgent } from './agent-side.ts';
import type { AgentEffect, AgentInput, AgentSide, AgentTimer, CallSiteView } from './agent-side-state.ts';
import { KnownCalls, type Overtaken } from './known-calls.ts';
import type { SiteLink } from './link.ts';
import { offeredCalls_max, type ToAgentSite, type WaitingEntry } from './message.ts';
import { formatOfferId } from './offer-id.ts';
import type { SiteClock } from './site-clock.ts';
import { ronaExclusionMs } from './times.ts';

/** An agent as an offer needs to know one. */
export interface OfferableAgent extends ReadyAgent {
  readonly epoch: number;
}

interface LiveOffer {
  readonly offerId: string;
  readonly agent: OfferableAgent;
  readonly callSite: string;
  readonly overtaken: Overtaken;
  state: AgentSide;
  readonly timers: Map<AgentTimer, Timer>;
}

export class AgentDesk {
  readonly ready = new ReadyAgents();
  readonly #agents = new Map<string, OfferableAgent>();
  readonly #offers = new Map<string, LiveOffer>();
  readonly #offerOfAgent = new Map<string, string>();
  readonly #known: KnownCalls;
  readonly #exclusions = new Exclusions();
  readonly #site: string;
  readonly #incarnation: Incarnation;
  readonly #clock: Clock;
  readonly #siteClock: SiteClock;
  readonly #timers: Timers;
  readonly #links: ReadonlyMap<string, SiteLink>;
  readonly #delegate: AgentDeskDelegate;
  #sequence = 0;

  /** `ownWaiting` are the calls that wait at this site itself: shared, not told by messages. */
  constructor(
    ports: { readonly clock: Clock; readonly siteClock: SiteClock; readonly timers: Timers },
    own: { readonly site: string; readonly incarnation: Incarnation; readonly waiting: WaitingCalls },
    links: ReadonlyMap<string, SiteLink>,
    delegate: AgentDeskDelegate,
  ) {
    this.#clock = ports.clock;
    this.#siteClock = ports.siteClock;
    this.#timers = ports.timers;
    this.#site = own.site;
    this.#incarnation = own.incarnation;
    this.#known = new KnownCalls(own.site, own.waiting);
    this.#links = links;
    this.#delegate = delegate;
  }

  // Row 1. Ignored while an offer of the agent is live.
  agentReady(agent: OfferableAgent): void {
    this.#agents.set(agent.agentId, agent);
    if (this.#offerOfAgent.has(agent.agentId)) return;
    this.ready.add(agent);
    this.#offerFirst(agent);
  }

  /** The agent is not to be offered; a live offer is not touched (see `input`). */
  agentAway(agentId: string): void {
    this.ready.remove(agentId);
  }

  /** Row 1, wake-up. */
  wake(): void {
    for (const agentId of this.ready.ids()) this.#wakeAgent(agentId);
  }

  #wakeAgent(agentId: string): void {
    const agent = this.#agents.get(agentId);
    if (agent && this.ready.has(agentId)) this.#offerFirst(agent);
  }

  stateOf(offerId: string): AgentSide | undefined {
    return this.#offers.get(offerId)?.state;
  }

  /** Something happened to the offer's phone, leg or agent; false when the offer is not live. */
  input(offerId: string, input: AgentInput): boolean {
    const offer = this.#offers.get(offerId);
    if (offer) this.#step(offer, input);
    return offer !== undefined;
  }

  legArrived(callSite: string, offerId: string): void {
    const offer = this.#offers.get(offerId);
    if (offer && offer.callSite === callSite) this.#step(offer, { type: 'leg-arrived' });
    else this.#delegate.refuseLeg(callSite, offerId);
  }

  /** The link to a site changed: row 16 is a condition. */
  look(site: string): void {
    for (const offer of [...this.#offers.values()]) {
      if (offer.callSite === site) this.#step(offer, { type: 'look' });
    }
  }

  receive(from: string, message: ToAgentSite): void {
    switch (message.type) {
      case 'WaitingList':
        this.#known.replace(from, message.calls, this.#clock.monoMs());
        return;
      case 'WaitingDelta':
        for (const callId of message.removed) this.#known.remove(from, callId);
        for (const entry of message.added) this.#known.add(from, entry, this.#clock.monoMs());
        return;
      case 'Solicit':
        this.#solicited(from, message.call);
        return;
      case 'Decline':
        for (const { callId, state } of message.states) {
          if (state !== 'waiting') this.#known.remove(from, callId);
        }
        break;
      case 'Withdraw': // Row 17: answered whether the offer is live or not.
        this.#delegate.send(from, {
          type: 'WithdrawAck',
          offerId: message.offerId,
          callId: message.callId,
          sentMs: this.#siteClock.nowMs(),
        });
        break;
    }
    const offer = this.#offers.get(message.offerId);
    if (offer?.callSite === from) {
      if (message.type === 'Decline' && message.because === 'stale') {
        this.#delegate.sessionStale(offer.agent.agentId);
      }
      this.#step(offer, message);
    }
    // Row 6: of an offer that is not live, also one that has just ended by its lease.
    if (message.type === 'Accept' || message.type === 'Keep' || message.type === 'Commit') {
      const callId = message.type === 'Accept' ? message.call.callId : message.callId;
      if (!this.#isLiveFor(message.offerId, callId)) this.#notLive(from, message.offerId, callId);
    }
  }

  /** A Keep may overtake its Accept: an offer that waits for its answer is live for any call. */
  #isLiveFor(offerId: string, callId: string): boolean {
    const state = this.#offers.get(offerId)?.state;
    return state !== undefined && (!('call' in state) || state.call.callId === callId);
  }

  #notLive(to: string, offerId: string, callId: string): void {
    this.#delegate.count('not-live', 1);
    this.#delegate.send(to, {
      type: 'Void',
      offerId,
      callId,
      because: 'not-live',
      sentMs: this.#siteClock.nowMs(),
    });
  }

  // Row 2, the agent's half: the longest-available agent, or None at once.
  #solicited(from: string, entry: WaitingEntry): void {
    this.#known.add(from, entry, this.#clock.monoMs());
    const found = this.#isOpen(from)
      ? this.ready.longest(entry.queue, (agent) => this.#exclusions.excludes(entry.callId, agent.agentId))
      : undefined;
    const agent = found && this.#agents.get(found.agentId);
    if (agent) this.#offer(agent, from, entry.callId);
    else this.#delegate.send(from, { type: 'None', callId: entry.callId, sentMs: this.#siteClock.nowMs() });
  }

  // Row 1: to the site of the first fitting call, in the order of the queue.
  #offerFirst(agent: OfferableAgent): void {
    const best = this.#known.firstFor(agent, this.#isOpen, this.#skipFor(agent));
    if (best) this.#offer(agent, best.site, '');
  }

  readonly #isOpen = (site: string): boolean =>
    this.#links.get(site)?.isOpen(this.#siteClock.nowMs()) ?? false;

  #skipFor(agent: ReadyAgent): (call: QueuedCall) => boolean {
    return (call) => this.#exclusions.excludes(call.callId, agent.agentId);
  }

  #offer(agent: OfferableAgent, to: string, solicitedFor: string): void {
    const link = this.#links.get(to)!;
    const nowMs = this.#siteClock.nowMs();
    const skip = this.#skipFor(agent);
    const calls = this.#known.listFor(agent, to, offeredCalls_max, skip);
    const first = calls[0];
    if (!first) return;
    this.#sequence += 1;
    const offerId = formatOfferId({
      site: this.#site,
      incarnation: this.#incarnation,
      sequence: this.#sequence,
    });
    const { agentId, epoch } = agent;
    this.ready.remove(agentId);
    const offer: LiveOffer = {
      offerId,
      agent,
      callSite: to,
      overtaken: this.#known.overtakenBy(agent, to, first, this.#isOpen, skip),
      state: {
        at: 'offered',
        offerId,
        agentId,
        callSite: to,
        leg: 'none',
        answerByMs: nowMs + link.times.offerTimeoutMs,
      },
      timers: new Map(),
    };
    this.#offers.set(offerId, offer);
    this.#offerOfAgent.set(agentId, offerId);
    this.#start(offer, 'offer', link.times.offerTimeoutMs);
    this.#delegate.agentReserved(agentId, offerId);
    const callIds = calls.map((call) => call.callId);
    this.#delegate.send(to, { type: 'Offer', offerId, agentId, epoch, callIds, solicitedFor, sentMs: nowMs });
  }

  #countOvertaken({ bySkill, afterRona, overCutLink, byLocalPreference, bySolicit }: Overtaken): void {
    if (bySkill > 0) this.#delegate.count('overtaken-by-skill', bySkill);
    if (afterRona > 0) this.#delegate.count('overtaken-after-rona', afterRona);
    if (overCutLink > 0) this.#delegate.count('overtaken-over-cut-link', overCutLink);
    if (bySolicit > 0) this.#delegate.count('overtaken-by-solicit', bySolicit);
    if (byLocalPreference > 0) this.#delegate.count('local-preference', byLocalPreference);
  }

  #step(offer: LiveOffer, input: AgentInput): void {
    const before = offer.state;
    const { state, effects } = stepAgent(before, input, this.#view(offer));
    offer.state = state;
    if (before.at === 'offered' && state.at === 'ringing') this.#countOvertaken(offer.overtaken);
    if (state.at === 'over') {
      this.#offers.delete(offer.offerId);
      this.#offerOfAgent.delete(offer.agent.agentId);
    }
    for (const effect of effects) this.#carryOut(offer, before, effect);
  }

  #view(offer: LiveOffer): CallSiteView {
    const nowMs = this.#siteClock.nowMs();
    const link = this.#links.get(offer.callSite)!;
    return {
      nowMs,
      usable: link.isUsable(nowMs),
      incarnation: link.incarnation,
      times: link.times,
      ringMsOf: this.#delegate.ringMsOf,
    };
  }

  #carryOut(offer: LiveOffer, before: AgentSide, effect: AgentEffect): void {
    const { offerId, callSite } = offer;
    const { agentId } = offer.agent;
    switch (effect.effect) {
      case 'send':
        this.#delegate.send(effect.to, effect.message);
        break;
      case 'start':
        this.#start(offer, effect.timer, effect.afterMs);
        break;
      case 'stop':
        this.#stop(offer, effect.timer);
        break;
      case 'pop':
        this.#delegate.popScreen(agentId, offerId, effect.call);
        break;
      case 'ring':
        this.#delegate.ringPhone(agentId, offerId, effect.call);
        break;
      case 'drop-phone':
        this.#delegate.dropPhone(agentId, offerId, effect.because);
        break;
      case 'end-leg':
        this.#delegate.endLeg(callSite, offerId, 'call' in before ? before.call.callId : '', effect.byPerson);
        break;
      case 'refuse-leg':
        this.#delegate.refuseLeg(callSite, offerId);
        break;
      case 'join':
        this.#delegate.joinPhone(agentId, offerId, effect.call, callSite);
        break;
      case 'talking':
        this.#delegate.agentTalking(agentId, offerId, effect.call);
        break;
      case 'over':
        this.#delegate.offerOver(agentId, offerId, effect.outcome);
        break;
      case 'exclude':
        this.#exclude(effect.callId, agentId);
        break;
      case 'lapse':
        this.#delegate.lapsed(effect.site);
        break;
      case 'proven':
        this.#delegate.proven(effect.site);
        break;
      case 'count':
        this.#delegate.count(effect.name, 1);
        break;
    }
  }

  // Row 19; the end of the exclusion is a wake-up (row 1).
  #exclude(callId: string, agentId: string): void {
    this.#exclusions.add(callId, agentId);
    this.#timers.after(ronaExclusionMs, () => {
      this.#exclusions.end(callId, agentId);
      this.#wakeAgent(agentId);
    });
  }

  #start(offer: LiveOffer, name: AgentTimer, afterMs: number): void {
    this.#stop(offer, name);
    if (!Number.isFinite(afterMs)) return;
    offer.timers.set(
      name,
      this.#timers.after(afterMs, () => this.#step(offer, { type: 'timer', name })),
    );
  }

  #stop(offer: LiveOffer, name: AgentTimer): void {
    offer.timers.get(name)?.cancel();
    offer.timers.delete(name);
  }
}
