import { type SessionInput, stepSession } from '../../kernel/agent/session.ts';
import type { Facts } from '../../kernel/event/fact.ts';
import type { OfferableAgent } from '../../kernel/offer/agent-desk.ts';
import type { AgentInput, AgentOutcome } from '../../kernel/offer/agent-side-state.ts';
import type { CallData } from '../../kernel/offer/message.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { QueueFigures } from '../../kernel/queue/queue-figures.ts';
import type { AgentFeed, AgentView, Refusal } from './agent-feed.ts';
import { type AgentRecord, newAgentRecord, stateAsIs, viewOf } from './agent-record.ts';
import type { CallLegs } from './edge-contract.ts';
import { LaterGrants } from './later-grants.ts';
import { refusals } from './refusals.ts';
import type { Grant, SessionGrants } from './session-grants.ts';
import type { AcdSettings } from './settings.ts';

/** After these an agent without a desktop is ready again by itself. */
const returningReasons = new Set(['rona', 'refused', 'phone-unreachable', 'phone-lost', 'hung-up']);

/** What the agents need of the offer protocol. */
export interface Offers {
  agentReady(agent: OfferableAgent): void;
  agentAway(agentId: string): void;
  sessionEnded(agentId: string, epoch: number): void;
  offerInput(offerId: string, input: AgentInput): void;
}

export interface AgentsParts {
  readonly settings: AcdSettings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly facts: Facts;
  readonly figures: QueueFigures;
  readonly grants: SessionGrants;
  readonly legs: Pick<CallLegs, 'hold' | 'retrieve'>;
  readonly answerPhone: (offerId: string) => void;
}

/**
 * The agents of a site: their sessions, by phone or by desktop, their states and after-call work, and
 * the facts of all that. Which call an agent gets is the offer protocol's; this tells it who is
 * ready, and follows what it says.
 */
export class Agents {
  readonly #parts: AgentsParts;
  readonly #agents = new Map<string, AgentRecord>();
  readonly #agentOfOffer = new Map<string, string>();
  readonly #feeds = new Map<string, Set<AgentFeed>>();
  readonly #offers: Offers;
  readonly #laterGrants: LaterGrants;

  constructor(parts: AgentsParts, offers: Offers) {
    this.#parts = parts;
    this.#offers = offers;
    this.#laterGrants = new LaterGrants(parts.grants, parts.timers, (agent) => {
      if (agent.session.state === 'ready') this.#offerable(agent);
    });
    for (const settings of parts.settings.agents) this.#agents.set(settings.id, newAgentRecord(settings));
    parts.grants.onMoved((agentId, epoch) => {
      const agent = this.#agents.get(agentId);
      if (agent?.signedInBy && epoch > agent.epoch) this.#apply(agent, { type: 'sign-out', reason: 'moved' });
    });
  }

  // ---- people ------------------------------------------------------------------------------

  view(agentId: string): AgentView | undefined {
    const agent = this.#agents.get(agentId);
    return agent && viewOf(agent, this.#parts.clock.monoMs());
  }

  views(): AgentView[] {
    const nowMono = this.#parts.clock.monoMs();
    return [...this.#agents.values()].map((agent) => viewOf(agent, nowMono));
  }

  /** Returns what stops it. */
  watch(agentId: string, feed: AgentFeed): () => void {
    const feeds = this.#feeds.get(agentId) ?? new Set();
    this.#feeds.set(agentId, feeds.add(feed));
    return () => feeds.delete(feed);
  }

  /**
   * A desktop signs the agent in, or takes the session over from the phone or an older desktop: the
   * state is kept, the epoch is higher. `undefined` for an agent of no such name here.
   */
  async signIn(agentId: string): Promise<Grant | undefined> {
    const agent = this.#agents.get(agentId);
    if (!agent) return undefined;
    const grant = await this.#parts.grants.grant(agentId, 'desktop');
    this.#begin(agent, 'desktop', grant);
    return grant.provisional ? { ...grant, epoch: agent.epoch } : grant;
  }

  signOut(agentId: string, reason: string): Refusal | undefined {
    return this.#command(agentId, { type: 'sign-out', reason });
  }

  ready(agentId: string): Refusal | undefined {
    if (this.#agents.get(agentId)?.isRegistered === false) return refusals['no-phone'];
    return this.#command(agentId, { type: 'ready' });
  }

  notReady(agentId: string, reason: string): Refusal | undefined {
    return this.#command(agentId, { type: 'not-ready', reason });
  }

  answer(agentId: string): Refusal | undefined {
    const agent = this.#agents.get(agentId);
    if (agent?.session.state !== 'ringing' || !agent.offerId) return refusals['no-call'];
    this.#parts.answerPhone(agent.offerId);
    return undefined;
  }

  /** Ends the talking call; refuses a ringing one. */
  hangUp(agentId: string): Refusal | undefined {
    const agent = this.#agents.get(agentId);
    if (!agent?.offerId) return refusals['no-call'];
    const { state } = agent.session;
    const isTalking = state === 'talking' || state === 'hold';
    this.#offers.offerInput(
      agent.offerId,
      isTalking ? { type: 'phone-hung-up' } : { type: 'agent-leaves', reason: 'refused' },
    );
    return undefined;
  }

  hold(agentId: string): Refusal | undefined {
    const refusal = this.#command(agentId, { type: 'held' });
    const agent = this.#agents.get(agentId);
    if (!refusal && agent?.offerId) this.#parts.legs.hold(agent.session.callId, agent.offerId);
    return refusal;
  }

  retrieve(agentId: string): Refusal | undefined {
    const refusal = this.#command(agentId, { type: 'retrieved' });
    const agent = this.#agents.get(agentId);
    if (!refusal && agent?.offerId) this.#parts.legs.retrieve(agent.session.callId, agent.offerId);
    return refusal;
  }

  // ---- phones ------------------------------------------------------------------------------

  /** False for an agent of no such name. */
  registered(agentId: string): boolean {
    const agent = this.#agents.get(agentId);
    if (!agent) return false;
    if (agent.isRegistered) return true;
    agent.isRegistered = true;
    this.#show(agent);
    this.#signInByPhone(agent);
    return true;
  }

  unregistered(agentId: string): boolean {
    const agent = this.#agents.get(agentId);
    if (!agent) return false;
    if (!agent.isRegistered) return true;
    agent.isRegistered = false;
    if (agent.signedInBy === 'phone') this.#apply(agent, { type: 'sign-out', reason: 'unregistered' });
    else if (agent.session.state === 'ready') this.#apply(agent, { type: 'not-ready', reason: 'no-phone' });
    this.#show(agent);
    return true;
  }

  phoneHeld(offerId: string, held: boolean): void {
    const agent = this.#agents.get(this.#agentOfOffer.get(offerId) ?? '');
    if (agent) this.#apply(agent, { type: held ? 'held' : 'retrieved' });
  }

  #signInByPhone(agent: AgentRecord): void {
    if (agent.settings.signIn !== 'phone' || !agent.isRegistered) return;
    if (agent.signedInBy || agent.isSigningIn) return;
    agent.isSigningIn = true;
    void this.#parts.grants.grant(agent.settings.id, 'phone').then((grant) => {
      agent.isSigningIn = false;
      if (agent.signedInBy) return;
      if (agent.isRegistered) this.#begin(agent, 'phone', grant);
      else this.#parts.grants.release(agent.settings.id, grant.epoch);
    });
  }

  #begin(agent: AgentRecord, by: 'desktop' | 'phone', grant: Grant): void {
    const { id } = agent.settings;
    const wasSignedIn = agent.signedInBy !== undefined;
    // A provisional session that takes over one of this very site goes on under its epoch.
    agent.epoch = grant.provisional ? agent.epoch : Math.max(agent.epoch, grant.epoch);
    agent.isProvisional = grant.provisional;
    agent.signedInBy = by;
    if (grant.provisional) this.#laterGrants.ask(agent);
    this.#parts.facts.tell({ kind: 'AgentSignedIn', agentId: id, sessionEpoch: agent.epoch, by });
    if (!wasSignedIn) {
      agent.signedInAtMono = this.#parts.clock.monoMs();
      Object.assign(agent, { handled: 0, rona: 0, refused: 0, totalTalkMs: 0 });
      this.#apply(agent, { type: 'sign-in', ready: by === 'phone' });
    } else {
      if (agent.session.state === 'not-ready') this.#stopTimer(agent);
      // A desktop that comes back during the call takes back the sign-out that its loss had ordered.
      if (agent.session.pending?.to === 'logged-out')
        agent.session = { ...agent.session, pending: undefined };
      this.#parts.facts.tell(stateAsIs(agent));
      this.#show(agent);
      if (agent.session.state === 'ready') this.#offerable(agent);
    }
  }

  // ---- the offer protocol ------------------------------------------------------------------

  reserved(agentId: string, offerId: string): void {
    const agent = this.#agents.get(agentId);
    if (!agent) return;
    agent.offerId = offerId;
    this.#agentOfOffer.set(offerId, agentId);
    this.#apply(agent, { type: 'reserved' });
  }

  popped(agentId: string, call: CallData): void {
    const agent = this.#agents.get(agentId);
    if (!agent) return;
    agent.call = call;
    for (const feed of this.#feeds.get(agentId) ?? []) feed.pop(call);
  }

  ringing(agentId: string, call: CallData): void {
    const agent = this.#agents.get(agentId);
    if (agent) this.#apply(agent, { type: 'ringing', callId: call.callId });
  }

  talking(agentId: string, call: CallData): void {
    const agent = this.#agents.get(agentId);
    if (!agent) return;
    agent.talkingSinceMono = this.#parts.clock.monoMs();
    this.#apply(agent, { type: 'talking', callId: call.callId });
  }

  freed(agentId: string, offerId: string, outcome: AgentOutcome): void {
    this.#agentOfOffer.delete(offerId);
    const agent = this.#agents.get(agentId);
    if (agent?.offerId !== offerId) return;
    agent.offerId = undefined;
    if (agent.talkingSinceMono !== undefined) {
      agent.totalTalkMs += this.#parts.clock.monoMs() - agent.talkingSinceMono;
      agent.handlingSinceMono = agent.talkingSinceMono;
      agent.talkingSinceMono = undefined;
      agent.handled += 1;
    }
    if (outcome.to === 'not-ready' && outcome.reason === 'rona') agent.rona += 1;
    if (outcome.to === 'not-ready' && outcome.reason === 'refused') agent.refused += 1;
    const wrapUpMs = this.#queueOf(agent)?.wrapUpMs ?? 0;
    const freed: SessionInput =
      outcome.to === 'after-call-work'
        ? { type: 'freed', to: 'after-call-work', wrapUpMs }
        : { type: 'freed', ...outcome };
    if (outcome.to !== 'after-call-work' || wrapUpMs === 0) this.#handled(agent);
    this.#apply(agent, freed);
  }

  /** Another site has shown a later session of this agent. */
  sessionStale(agentId: string): void {
    const agent = this.#agents.get(agentId);
    if (agent) this.#apply(agent, { type: 'sign-out', reason: 'moved' });
  }

  /** Signs everybody out, with the reason, and sets no timer any more. */
  close(reason: string): void {
    for (const agent of this.#agents.values()) {
      this.#stopTimer(agent);
      if (agent.signedInBy) this.#apply(agent, { type: 'sign-out', reason });
    }
  }

  // ---- state -------------------------------------------------------------------------------

  #command(agentId: string, input: SessionInput): Refusal | undefined {
    const agent = this.#agents.get(agentId);
    if (!agent) return refusals['unknown-agent'];
    return this.#apply(agent, input);
  }

  #apply(agent: AgentRecord, input: SessionInput): Refusal | undefined {
    const { facts, clock, figures } = this.#parts;
    const before = agent.session;
    const { session, leavesOffer, refused } = stepSession(before, input);
    if (refused) return refusals[refused];
    agent.session = session;
    const agentId = agent.settings.id;
    if (session.state !== before.state) {
      this.#leave(agent, before.state);
      agent.stateSinceMono = clock.monoMs();
      if (session.callId === '') agent.call = session.state === 'reserved' ? agent.call : undefined;
      facts.tell({
        kind: 'AgentStateChanged',
        agentId,
        sessionEpoch: agent.epoch,
        from: before.state,
        to: session.state,
        reason: session.reason,
        callId: session.callId || before.callId,
      });
      figures.agentMoved(agent.settings.queues, before.state, session.state);
      if (input.type === 'held') facts.tell({ kind: 'CallHeld', callId: session.callId, agentId });
      if (input.type === 'retrieved') facts.tell({ kind: 'CallRetrieved', callId: session.callId, agentId });
      this.#show(agent);
      this.#enter(agent, before.state);
    } else if (session !== before) this.#show(agent);
    if (leavesOffer && agent.offerId) {
      this.#offers.offerInput(agent.offerId, { type: 'agent-leaves', reason: leavesOffer });
    }
    return undefined;
  }

  #leave(agent: AgentRecord, state: string): void {
    const worksOn = state === 'work-ready' && agent.session.state === 'work-not-ready';
    if (!worksOn) this.#stopTimer(agent);
    if (!worksOn && state.startsWith('work-')) this.#handled(agent);
    if (state === 'ready' && agent.session.state !== 'reserved') this.#offers.agentAway(agent.settings.id);
  }

  #enter(agent: AgentRecord, from: string): void {
    const { id } = agent.settings;
    const { state, reason } = agent.session;
    switch (state) {
      case 'ready':
        if (from !== 'reserved' && from !== 'ringing') agent.availableSinceMono = this.#parts.clock.monoMs();
        this.#offerable(agent);
        break;
      case 'work-ready':
      case 'work-not-ready':
        if (from === 'work-ready') break;
        this.#startTimer(agent, this.#queueOf(agent)?.wrapUpMs ?? 0, { type: 'work-over' });
        break;
      case 'not-ready':
        if (agent.signedInBy === 'phone' && returningReasons.has(reason)) {
          this.#startTimer(agent, this.#parts.settings.phoneReturnMs, { type: 'ready' });
        }
        break;
      case 'logged-out':
        this.#parts.facts.tell({ kind: 'AgentSignedOut', agentId: id, sessionEpoch: agent.epoch, reason });
        this.#offers.sessionEnded(id, agent.epoch);
        this.#parts.grants.release(id, agent.epoch);
        agent.signedInBy = undefined;
        agent.isProvisional = false;
        agent.epoch = 0;
        // The phone came back during its last call; or the desktop is gone and the phone is still there.
        if (reason === 'unregistered' || reason === 'attachment-lost') this.#signInByPhone(agent);
        break;
    }
  }

  #offerable(agent: AgentRecord): void {
    this.#offers.agentReady({
      agentId: agent.settings.id,
      queues: agent.settings.queues,
      epoch: agent.epoch,
      availableSinceMs: agent.availableSinceMono,
    });
  }

  #handled(agent: AgentRecord): void {
    if (agent.handlingSinceMono !== undefined && agent.call) {
      this.#parts.figures.handled(agent.call.queue, this.#parts.clock.monoMs() - agent.handlingSinceMono);
    }
    agent.handlingSinceMono = undefined;
  }

  #queueOf(agent: AgentRecord) {
    return this.#parts.settings.queues.find((queue) => queue.name === agent.call?.queue);
  }

  #startTimer(agent: AgentRecord, afterMs: number, input: SessionInput): void {
    this.#stopTimer(agent);
    agent.timer = this.#parts.timers.after(afterMs, () => {
      agent.timer = undefined;
      this.#apply(agent, input);
    });
  }

  #stopTimer(agent: AgentRecord): void {
    agent.timer?.cancel();
    agent.timer = undefined;
  }

  #show(agent: AgentRecord): void {
    const feeds = this.#feeds.get(agent.settings.id);
    if (!feeds || feeds.size === 0) return;
    const view = viewOf(agent, this.#parts.clock.monoMs());
    for (const feed of feeds) feed.changed(view);
  }
}
