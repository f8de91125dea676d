/**
 * The ACD of one site: which call waits where, which agent gets it. The rules are those of
 * docs/network-queue.md in `kernel/offer/`; this shell lends them clock, timers, phones and callers'
 * legs, tells the facts, and keeps the site's aggregates. It awaits nothing on the path of a call: a
 * freed agent has the next call in the same turn.
 */
import type { Facts } from '../../kernel/event/fact.ts';
import type { PhoneDrop } from '../../kernel/offer/agent-side-state.ts';
import { OfferSite, type OfferSiteDelegate } from '../../kernel/offer/offer-site.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { QueueFigures } from '../../kernel/queue/queue-figures.ts';
import type { Incarnation, QueueState } from '../../kernel/site/state.ts';
import { Agents } from './agents.ts';
import { Calls } from './calls.ts';
import type {
  AcdForEdge,
  AgentPhones,
  ArrivingCall,
  CallLegs,
  DropCause,
  WaitingCall,
} from './edge-contract.ts';
import type { SessionGrants } from './session-grants.ts';
import { type AcdSettings, firstHandleMs } from './settings.ts';

export interface AcdParts {
  readonly settings: AcdSettings;
  readonly incarnation: Incarnation;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly facts: Facts;
  readonly grants: SessionGrants;
  readonly phones: AgentPhones;
  readonly legs: CallLegs;
  /** An aggregate of this queue changed; read `queues` when it suits. */
  readonly onQueueChanged?: (queue: string) => void;
  readonly metrics?: Metrics;
}

export class Acd implements AcdForEdge {
  readonly agents: Agents;
  readonly #parts: AcdParts;
  readonly #offers: OfferSite;
  readonly #calls: Calls;
  readonly #figures: QueueFigures;
  readonly #count: (name: string, by?: number) => void;

  constructor(parts: AcdParts) {
    this.#parts = parts;
    const { settings, incarnation, clock, timers, facts, grants, legs, phones } = parts;
    const counter = (parts.metrics ?? noMetrics).counter(
      'tandem_acd_events_total',
      'What the ACD counts: limits reached, overtakes, ghosts, lapses, by name',
    );
    this.#count = (name, by = 1) => counter.add(by, { name });
    const queues = settings.queues.map((queue) => ({ name: queue.name, handleMs: firstHandleMs }));
    this.#figures = new QueueFigures(queues, (queue) => parts.onQueueChanged?.(queue));
    this.#offers = new OfferSite({
      site: settings.site,
      incarnation,
      clock,
      timers,
      delegate: this.#delegate(),
    });
    this.#calls = new Calls(
      { settings, clock, facts, legs, figures: this.#figures, count: this.#count },
      this.#offers,
    );
    this.agents = new Agents(
      {
        settings,
        clock,
        timers,
        facts,
        grants,
        legs,
        figures: this.#figures,
        answerPhone: (offerId) => phones.answer(offerId),
      },
      this.#offers,
    );
    this.#gauges(parts.metrics ?? noMetrics);
  }

  // ---- what the edge tells -----------------------------------------------------------------

  callArriving(call: ArrivingCall): void {
    this.#calls.arriving(call);
  }

  callWaiting(call: WaitingCall): void {
    this.#calls.waiting(call);
  }

  callerGone(callId: string, why?: { readonly reason: string; readonly q850: number }): void {
    this.#calls.callerGone(callId, why);
  }

  /** Nothing to do: the phone is believed to ring from the INVITE on. */
  phoneRinging(_offerId: string): void {}

  phoneAnswered(offerId: string): void {
    this.#offers.offerInput(offerId, { type: 'phone-answered' });
  }

  phoneRefused(offerId: string, status: number): void {
    const byPerson = status === 486 || status === 600 || status === 603;
    const reason = byPerson ? 'refused' : 'phone-unreachable';
    this.#count(byPerson ? 'phone-refused' : 'phone-unreachable');
    this.#offers.offerInput(offerId, { type: 'agent-leaves', reason });
  }

  phoneHungUp(offerId: string): void {
    this.#offers.offerInput(offerId, { type: 'phone-hung-up' });
  }

  phoneLost(offerId: string): void {
    this.#offers.offerInput(offerId, { type: 'phone-lost' });
  }

  phoneHeld(offerId: string): void {
    this.agents.phoneHeld(offerId, true);
  }

  phoneRetrieved(offerId: string): void {
    this.agents.phoneHeld(offerId, false);
  }

  agentRegistered(agentId: string): void {
    if (!this.agents.registered(agentId)) this.#count('unknown-agent');
  }

  agentUnregistered(agentId: string): void {
    if (!this.agents.unregistered(agentId)) this.#count('unknown-agent');
  }

  // ---- what the site tells -----------------------------------------------------------------

  /** The aggregates of every queue; costs O(queues · log calls), whatever the number of agents. */
  queues(): QueueState[] {
    return this.#figures.names().map((name) => this.queue(name)!);
  }

  queue(name: string): QueueState | undefined {
    if (!this.#figures.names().includes(name)) return undefined;
    const { waiting } = this.#offers;
    const oldest = waiting.oldest(name);
    const oldestWaitMs = oldest ? this.#parts.clock.monoMs() - oldest.enteredMs : 0;
    return this.#figures.state(name, waiting.queued(name), oldestWaitMs);
  }

  /** Its place in its queue, from 1; `undefined` when it does not wait. */
  placeOf(callId: string): number | undefined {
    return this.#offers.waiting.place(callId);
  }

  /** Comparisons made for matching so far: its cost as a count. */
  get comparisons(): number {
    return this.#offers.comparisons;
  }

  /** Signs everybody out; calls are the edge's to end. */
  close(): void {
    this.agents.close('site-closing');
    this.#offers.close();
    this.#parts.grants.close();
  }

  #delegate(): OfferSiteDelegate {
    const { phones, settings } = this.#parts;
    const ringMs = new Map(settings.queues.map((queue) => [queue.name, queue.ringMs]));
    return {
      toPeer: () => {}, // Other sites come with links between sites; none is added yet.
      inviteLeg: () => {},
      endLeg: () => {},
      refuseLeg: () => {},
      sitesFor: () => [settings.site],
      ringMsOf: (queue) => ringMs.get(queue) ?? 15_000,
      waitingChanged: (added, removed) => {
        const queue = (added ?? removed)?.queue;
        if (queue !== undefined) this.#parts.onQueueChanged?.(queue);
      },
      callBound: (call, bond) => this.#calls.bound(call, bond),
      callJoined: (call, bond) => this.#calls.joined(call, bond),
      callRequeued: (callId, bond, cause, wasJoined) => this.#calls.requeued(callId, bond, cause, wasJoined),
      overflowOf: (callId, queue) => this.#calls.overflow(callId, queue),
      callEnded: (callId, by) => this.#calls.ended(callId, by),
      agentReserved: (agentId, offerId) => this.agents.reserved(agentId, offerId),
      popScreen: (agentId, _offerId, call) => this.agents.popped(agentId, call),
      ringPhone: (agentId, offerId, call) => {
        this.agents.ringing(agentId, call);
        phones.ring({ offerId, agentId, call: this.#calls.asWaiting(call) });
      },
      dropPhone: (_agentId, offerId, because) => phones.drop(offerId, dropCauses[because]),
      // Within one site the caller's leg and the phone's are the same bridge: `callJoined` joins both.
      joinPhone: () => {},
      agentTalking: (agentId, _offerId, call) => this.agents.talking(agentId, call),
      offerOver: (agentId, offerId, outcome) => this.agents.freed(agentId, offerId, outcome),
      sessionStale: (agentId) => this.agents.sessionStale(agentId),
      count: (name, by) => this.#count(name, by),
    };
  }

  #gauges(metrics: Metrics): void {
    const read = (figure: (state: QueueState) => number) => () =>
      this.queues().map((state) => ({ value: figure(state), labels: { queue: state.queue } }));
    metrics.gauge(
      'tandem_acd_queued_calls',
      'Calls that wait',
      read((state) => state.queued),
    );
    metrics.gauge(
      'tandem_acd_ready_agents',
      'Agents who could take a call',
      read((state) => state.ready),
    );
    metrics.gauge(
      'tandem_acd_busy_agents',
      'Agents with a call',
      read((state) => state.busy),
    );
  }
}

const dropCauses: Readonly<Record<PhoneDrop, DropCause>> = {
  withdrawn: 'caller-gone',
  declined: 'offer-refused',
  refused: 'offer-refused',
  lapsed: 'offer-lapsed',
  'no-answer': 'no-answer',
  'agent-left': 'agent-left',
  'hung-up': 'agent-hung-up',
  'leg-lost': 'call-over',
};
