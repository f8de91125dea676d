/**
 * The calls of one site: each its own machine (`call-side.ts`), the order in which they wait, the
 * answers to Offers, and the search for agents (rows 2 and 3). Deterministic; all that it does to
 * the world goes through its delegate.
 */
import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { type QueuedCall, WaitingCalls } from '../queue/waiting-calls.ts';
import type { CallDeskDelegate, NewCall } from './call-desk-delegate.ts';
import { type CallEffect, type CallInput, type CallSide, type CallTimer, stepCall } from './call-side.ts';
import type { SiteLink } from './link.ts';
import type { CallData, CallStateName, Decline, Offer, ToCallSite, WaitingEntry } from './message.ts';
import { parseOfferId } from './offer-id.ts';
import { OfferMemory } from './offer-memory.ts';
import type { SiteClock } from './site-clock.ts';
import { ronas_max } from './times.ts';

interface CallRecord {
  data: NewCall;
  readonly enteredMs: number;
  state: CallSide;
  ronas: number;
  timers: Map<CallTimer | 'solicit', Timer>;
  search: { readonly rest: string[]; asked: string } | undefined;
}

export class CallDesk {
  readonly waiting = new WaitingCalls();
  readonly #calls = new Map<string, CallRecord>();
  /** Calls bound to agents of a site, for changes of its link. */
  readonly #bySite = new Map<string, Set<string>>();
  readonly #memory: OfferMemory;
  readonly #clock: Clock;
  readonly #siteClock: SiteClock;
  readonly #timers: Timers;
  readonly #links: ReadonlyMap<string, SiteLink>;
  readonly #delegate: CallDeskDelegate;

  constructor(
    ports: { readonly clock: Clock; readonly siteClock: SiteClock; readonly timers: Timers },
    links: ReadonlyMap<string, SiteLink>,
    delegate: CallDeskDelegate,
    memory = new OfferMemory(),
  ) {
    this.#clock = ports.clock;
    this.#siteClock = ports.siteClock;
    this.#timers = ports.timers;
    this.#links = links;
    this.#delegate = delegate;
    this.#memory = memory;
  }

  /** A call arrives in the queue; false when it is here already. */
  add(call: NewCall): boolean {
    if (this.#calls.has(call.callId)) return false;
    const record: CallRecord = {
      data: call,
      enteredMs: this.#clock.monoMs() - call.waitedMs,
      state: { at: 'waiting' },
      ronas: 0,
      timers: new Map(),
      search: undefined,
    };
    this.#calls.set(call.callId, record);
    this.#beginWaiting(record);
    return true;
  }

  stateOf(callId: string): CallSide | undefined {
    return this.#calls.get(callId)?.state;
  }

  callerGone(callId: string): void {
    this.#stepCall(callId, { type: 'caller-gone' });
  }

  legEnded(callId: string, offerId: string, leg: 'gone' | 'hung-up'): void {
    this.#stepCall(callId, { type: 'leg', offerId, leg });
  }

  legSilent(callId: string, offerId: string, silent: boolean): void {
    this.#stepCall(callId, { type: 'silence', offerId, silent });
  }

  /** The link to a site changed: rows 7, 8 and 16 are conditions. */
  look(site: string): void {
    for (const callId of [...(this.#bySite.get(site) ?? [])]) this.#stepCall(callId, { type: 'look' });
  }

  /** Row 2, wake-up. */
  wake(): void {
    for (const call of [...this.waiting.values()]) {
      const record = this.#calls.get(call.callId);
      if (record?.state.at === 'waiting' && !record.search) this.#search(record);
    }
  }

  sessionEnded(agentId: string, epoch: number): void {
    this.#memory.sessionEnded(agentId, epoch);
  }

  receive(from: string, message: ToCallSite): void {
    const link = this.#links.get(from);
    if (!link) return;
    if (message.type === 'None') {
      link.noteTime(message.sentMs);
      const record = this.#calls.get(message.callId);
      if (record?.search?.asked === from) this.#searchOn(record);
      return;
    }
    const origin = parseOfferId(message.offerId);
    if (!origin || origin.site !== from) {
      this.#delegate.count('offer-malformed');
      return;
    }
    const which = link.noteIncarnation(origin.incarnation);
    if (which === 'new') this.#delegate.newIncarnation(from);
    if (which !== 'old') link.noteTime(message.sentMs);
    this.#memory.expire(this.#clock.monoMs(), (offerId, callId) => this.#isBoundBy(callId, offerId));
    if (message.type === 'Offer') {
      this.#offered(from, link, message, which === 'old');
      return;
    }
    const callId = message.callId || this.#memory.answerTo(message.offerId)?.callId || '';
    if (message.type === 'Void') this.#memory.keepVoid(message.offerId, this.#clock.monoMs());
    const record = this.#calls.get(callId);
    if (record) this.#step(record, message, from);
    else if (message.type === 'Answered' || message.type === 'Joined') {
      this.#delegate.send(from, { type: 'Refuse', offerId: message.offerId, callId });
    }
  }

  // Row 3.
  #offered(from: string, link: SiteLink, offer: Offer, isOld: boolean): void {
    const nowMs = this.#clock.monoMs();
    const stored = this.#memory.answerTo(offer.offerId);
    if (stored) {
      const stands = stored.answer.type === 'Accept' && this.#isBoundBy(stored.callId, offer.offerId);
      this.#delegate.send(from, stands ? stored.answer : this.#decline(offer, 'none-waiting'));
    } else if (this.#memory.isVoided(offer.offerId)) {
      this.#delegate.send(from, this.#decline(offer, 'voided'));
    } else if (isOld || this.#memory.isStaleEpoch(offer.agentId, offer.epoch)) {
      this.#delegate.send(from, this.#decline(offer, 'stale'));
    } else if (link.isStale(this.#siteClock.nowMs())) {
      // Bound now it would lapse at once (row 8): as good as lost, and its site will back off by T_o.
      this.#delegate.count('offer-on-stale-link');
    } else this.#bindFirst(from, link, offer, nowMs);
    const solicited = this.#calls.get(offer.solicitedFor);
    if (solicited?.search?.asked === from) this.#searchOn(solicited);
  }

  #bindFirst(from: string, link: SiteLink, offer: Offer, nowMs: number): void {
    const record = offer.callIds
      .map((id) => this.#calls.get(id))
      .find((call) => call?.state.at === 'waiting');
    if (!record) {
      const answer = this.#decline(offer, 'none-waiting');
      this.#memory.keepAnswer(offer.offerId, { answer, callId: '', atMs: nowMs });
      this.#delegate.send(from, answer);
      return;
    }
    const { offerId, agentId } = offer;
    const call: CallData = { ...record.data, waitedMs: nowMs - record.enteredMs };
    const { echoMs } = link.view(this.#siteClock.nowMs());
    const answer = { type: 'Accept', offerId, call, echoMs } as const;
    this.#memory.keepAnswer(offerId, { answer, callId: call.callId, atMs: nowMs });
    this.#delegate.send(from, answer);
    this.#step(
      record,
      { type: 'bind', offer: { offerId, agentId, agentSite: from, incarnation: link.incarnation } },
      from,
    );
  }

  #decline(offer: Offer, because: Decline['because']): Decline {
    const states = offer.callIds.map((callId) => ({ callId, state: this.#nameOf(callId) }));
    return { type: 'Decline', offerId: offer.offerId, because, states };
  }

  #nameOf(callId: string): CallStateName {
    return this.#calls.get(callId)?.state.at ?? 'unknown';
  }

  #isBoundBy(callId: string, offerId: string): boolean {
    const state = this.#calls.get(callId)?.state;
    return state !== undefined && 'bond' in state && state.bond.offerId === offerId;
  }

  #stepCall(callId: string, input: CallInput): void {
    const record = this.#calls.get(callId);
    if (record) this.#step(record, input, '');
  }

  #step(record: CallRecord, input: CallInput, from: string): void {
    const before = record.state;
    const site = siteOf(before) ?? from;
    const view = this.#links.get(site)?.view(this.#siteClock.nowMs());
    const { state, effects } = stepCall(before, input, record.data.callId, view);
    record.state = state;
    if (before.at === 'waiting' && state.at !== 'waiting') this.#ceaseWaiting(record);
    this.#index(record.data.callId, siteOf(before), siteOf(state));
    for (const effect of effects) this.#carryOut(record, effect, from);
    if (before.at !== 'waiting' && record.state.at === 'waiting') this.#beginWaiting(record);
    if (record.state.at === 'ended' && !record.state.withdrawing) this.#forget(record);
  }

  #carryOut(record: CallRecord, effect: CallEffect, from: string): void {
    const { callId } = record.data;
    switch (effect.effect) {
      case 'send':
        this.#delegate.send(effect.to, effect.message);
        break;
      case 'refuse':
        this.#delegate.send(from, { type: 'Refuse', offerId: effect.offerId, callId });
        break;
      case 'start':
        this.#start(record, effect.timer, effect.afterMs, () =>
          this.#step(record, { type: 'timer', name: effect.timer }, ''),
        );
        break;
      case 'stop':
        this.#stop(record, effect.timer);
        break;
      case 'invite':
        this.#delegate.inviteLeg(this.#dataNow(record), effect.bond);
        break;
      case 'end-leg':
        this.#delegate.endLeg(callId, effect.bond, effect.byPerson);
        break;
      case 'bound':
        this.#delegate.callBound(this.#dataNow(record), effect.bond);
        break;
      case 'join':
        this.#delegate.callJoined(this.#dataNow(record), effect.bond);
        break;
      case 'requeued':
        this.#delegate.callRequeued(callId, effect.bond, effect.cause, effect.wasJoined);
        if (effect.cause === 'no-answer') this.#rangOut(record);
        break;
      case 'ended':
        this.#delegate.callEnded(callId, effect.by, effect.bond);
        break;
      case 'lapse':
        this.#delegate.lapsed(effect.site);
        break;
      case 'proven':
        this.#delegate.proven(effect.site);
        break;
    }
  }

  // Row 19: after three RONAs, overflow.
  #rangOut(record: CallRecord): void {
    record.ronas += 1;
    if (record.ronas < ronas_max) return;
    record.ronas = 0;
    const queue = this.#delegate.overflowOf(record.data.callId, record.data.queue);
    this.#delegate.count(queue === undefined ? 'overflow-nowhere' : 'overflow');
    if (queue !== undefined) record.data = { ...record.data, queue };
  }

  #dataNow(record: CallRecord): CallData {
    return { ...record.data, waitedMs: this.#clock.monoMs() - record.enteredMs };
  }

  /** As told to peers. */
  entryOf(call: QueuedCall): WaitingEntry {
    const { callId, queue, priority, localPreferenceMs } = call;
    return { callId, queue, priority, localPreferenceMs, waitedMs: this.#clock.monoMs() - call.enteredMs };
  }

  #beginWaiting(record: CallRecord): void {
    const { callId, queue, priority, localPreferenceMs } = record.data;
    const call: QueuedCall = { callId, queue, priority, localPreferenceMs, enteredMs: record.enteredMs };
    this.waiting.add(call);
    this.#delegate.waitingChanged(call, undefined);
    this.#search(record);
  }

  #ceaseWaiting(record: CallRecord): void {
    const call = this.waiting.get(record.data.callId);
    this.waiting.remove(record.data.callId);
    this.#stop(record, 'solicit');
    record.search = undefined;
    this.#delegate.waitingChanged(undefined, call);
  }

  // Row 2: one site after the other, best placed first.
  #search(record: CallRecord): void {
    record.search = { rest: [...this.#delegate.sitesFor(record.data.queue)], asked: '' };
    this.#searchOn(record);
  }

  #searchOn(record: CallRecord): void {
    this.#stop(record, 'solicit');
    const { search } = record;
    if (record.state.at !== 'waiting' || !search) return;
    const call = this.waiting.get(record.data.callId);
    const nowMs = this.#siteClock.nowMs();
    for (let site = search.rest.shift(); site !== undefined && call; site = search.rest.shift()) {
      const link = this.#links.get(site);
      if (!link?.isOpen(nowMs)) continue;
      search.asked = site;
      this.#start(record, 'solicit', link.times.offerTimeoutMs, () => {
        this.#delegate.lapsed(search.asked);
        this.#searchOn(record);
      });
      this.#delegate.send(site, { type: 'Solicit', call: this.entryOf(call) });
      return;
    }
    record.search = undefined;
  }

  #start(record: CallRecord, name: CallTimer | 'solicit', afterMs: number, run: () => void): void {
    this.#stop(record, name);
    if (Number.isFinite(afterMs)) record.timers.set(name, this.#timers.after(afterMs, run));
  }

  #stop(record: CallRecord, name: CallTimer | 'solicit'): void {
    record.timers.get(name)?.cancel();
    record.timers.delete(name);
  }

  #forget(record: CallRecord): void {
    for (const timer of record.timers.values()) timer.cancel();
    this.#calls.delete(record.data.callId);
  }

  #index(callId: string, was: string | undefined, is: string | undefined): void {
    if (was === is) return;
    if (was !== undefined) this.#bySite.get(was)?.delete(callId);
    if (is === undefined) return;
    const calls = this.#bySite.get(is) ?? new Set();
    this.#bySite.set(is, calls.add(callId));
  }
}

function siteOf(state: CallSide): string | undefined {
  if ('bond' in state) return state.bond.agentSite;
  return state.at === 'ended' ? state.withdrawing?.agentSite : undefined;
}
