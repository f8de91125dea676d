import type { Facts, RequeueCause } from '../../kernel/event/fact.ts';
import type { Bond } from '../../kernel/offer/call-side.ts';
import type { CallData } from '../../kernel/offer/message.ts';
import type { OfferSite } from '../../kernel/offer/offer-site.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { QueueFigures } from '../../kernel/queue/queue-figures.ts';
import type { ArrivingCall, CallEnding, CallLegs, WaitingCall } from './edge-contract.ts';
import type { AcdSettings, QueueSettings } from './settings.ts';

export interface CallsParts {
  readonly settings: AcdSettings;
  readonly clock: Clock;
  readonly facts: Facts;
  readonly legs: CallLegs;
  readonly figures: QueueFigures;
  readonly count: (name: string, by?: number) => void;
}

interface CallRecord {
  call: WaitingCall | undefined;
  /** The queue that counts it as in IVR; `undefined` once it is queued. */
  ivrQueue: string | undefined;
  /** Start of this stretch of waiting, monotonic ms. */
  stretchSinceMono: number;
  wasAnswered: boolean;
  why: { readonly reason: string; readonly q850: number } | undefined;
}

/** The calls at a site, from the edge's word to the end: limits, facts and how each ended. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #offers: OfferSite;
  readonly #calls = new Map<string, CallRecord>();
  readonly #queues: ReadonlyMap<string, QueueSettings>;

  constructor(parts: CallsParts, offers: OfferSite) {
    this.#parts = parts;
    this.#offers = offers;
    this.#queues = new Map(parts.settings.queues.map((queue) => [queue.name, queue]));
  }

  arriving(call: ArrivingCall): void {
    if (this.#calls.has(call.callId)) {
      this.#parts.count('call-repeated');
      return;
    }
    const queue = this.#known(call.queue);
    this.#calls.set(call.callId, { ...newRecord(this.#parts.clock.monoMs()), ivrQueue: queue });
    this.#parts.figures.inIvr(queue, 1);
  }

  waiting(asked: WaitingCall): void {
    const { callId } = asked;
    const record = this.#calls.get(callId) ?? newRecord(this.#parts.clock.monoMs());
    if (record.call) {
      this.#parts.count('call-repeated');
      return;
    }
    this.#leaveIvr(record);
    this.#calls.set(callId, record);
    const queue = this.#known(asked.queue);
    const call: WaitingCall = { ...asked, queue };
    record.call = call;
    record.stretchSinceMono = this.#parts.clock.monoMs();
    if (this.#isFull(queue)) {
      this.#parts.count('queue-full');
      this.#end(callId, { outcome: 'busied', endedBy: 'system', q850: 17, reason: 'queue-full' });
      return;
    }
    this.#parts.facts.tell({ kind: 'CallQueued', callId, queue, priority: call.priority });
    this.#offers.callWaiting({ ...dataOf(call), localPreferenceMs: 0 });
  }

  callerGone(callId: string, why?: { readonly reason: string; readonly q850: number }): void {
    const record = this.#calls.get(callId);
    if (!record) {
      this.#parts.count('unknown-call');
      return;
    }
    record.why = why;
    if (record.call) this.#offers.callerGone(callId);
    else this.#end(callId, this.#endingByCaller(record));
  }

  // ---- what the offer protocol says --------------------------------------------------------

  bound(call: CallData, bond: Bond): void {
    const { offerId, agentId, agentSite } = bond;
    this.#parts.facts.tell({ kind: 'CallBound', callId: call.callId, offerId, agentId, agentSite });
  }

  joined(call: CallData, bond: Bond): void {
    const record = this.#calls.get(call.callId);
    if (!record) return;
    const { callId } = call;
    const { offerId, agentId, agentSite } = bond;
    const waitedMs = Math.round(this.#parts.clock.monoMs() - record.stretchSinceMono);
    record.wasAnswered = true;
    this.#parts.legs.join(callId, offerId);
    this.#parts.facts.tell({ kind: 'CallConnected', callId, offerId, agentId, agentSite, waitedMs });
  }

  requeued(callId: string, bond: Bond, cause: RequeueCause, wasJoined: boolean): void {
    const record = this.#calls.get(callId);
    if (!record) return;
    const { offerId, agentId } = bond;
    record.stretchSinceMono = this.#parts.clock.monoMs();
    if (wasJoined) this.#parts.legs.separate(callId, offerId);
    this.#parts.facts.tell({ kind: 'CallRequeued', callId, offerId, agentId, cause });
  }

  overflow(callId: string, queue: string): string | undefined {
    const record = this.#calls.get(callId);
    const overflowTo = this.#queues.get(queue)?.overflowTo;
    if (!record?.call || overflowTo === undefined || !this.#queues.has(overflowTo)) return undefined;
    const { priority } = record.call;
    record.call = { ...record.call, queue: overflowTo };
    this.#parts.facts.tell({ kind: 'CallQueued', callId, queue: overflowTo, priority });
    return overflowTo;
  }

  ended(callId: string, by: 'caller' | 'agent'): void {
    const record = this.#calls.get(callId);
    if (!record) return;
    this.#end(
      callId,
      by === 'agent'
        ? { outcome: 'answered', endedBy: 'agent', q850: 16, reason: 'normal' }
        : this.#endingByCaller(record),
    );
  }

  /** The call with all that the edge said of it, as it stands now. */
  asWaiting(call: CallData): WaitingCall {
    const known = this.#calls.get(call.callId)?.call;
    return { ...call, decisionId: known?.decisionId ?? '', trunk: known?.trunk ?? '' };
  }

  #endingByCaller(record: CallRecord): CallEnding {
    const { why } = record;
    const endedBy = why ? 'system' : 'caller';
    const { q850, reason } = why ?? { q850: 16, reason: 'normal' };
    if (record.wasAnswered) return { outcome: 'answered', endedBy, q850, reason };
    if (why) return { outcome: 'failed', endedBy, q850, reason };
    const waitedMs = this.#parts.clock.monoMs() - record.stretchSinceMono;
    const outcome = waitedMs < this.#parts.settings.shortAbandonMs ? 'short-abandoned' : 'abandoned';
    return { outcome, endedBy, q850, reason };
  }

  #end(callId: string, ending: CallEnding): void {
    const record = this.#calls.get(callId);
    if (!record) return;
    this.#leaveIvr(record);
    this.#calls.delete(callId);
    this.#parts.legs.end(callId, ending);
  }

  #leaveIvr(record: CallRecord): void {
    if (record.ivrQueue !== undefined) this.#parts.figures.inIvr(record.ivrQueue, -1);
    record.ivrQueue = undefined;
  }

  /** As many wait as may, and nobody is ready to take this one at once. */
  #isFull(queue: string): boolean {
    const { maxQueuedCalls } = this.#queues.get(queue)!;
    return (
      this.#offers.waiting.queued(queue) >= maxQueuedCalls &&
      this.#parts.figures.state(queue, 0, 0).ready === 0
    );
  }

  #known(queue: string): string {
    if (this.#queues.has(queue)) return queue;
    this.#parts.count('unknown-queue');
    return this.#parts.settings.queues[0]!.name;
  }
}

function newRecord(nowMono: number): CallRecord {
  return {
    call: undefined,
    ivrQueue: undefined,
    stretchSinceMono: nowMono,
    wasAnswered: false,
    why: undefined,
  };
}

function dataOf(call: WaitingCall): CallData {
  const { callId, queue, callType, priority, waitedMs, ani, dnis, ced } = call;
  return { callId, queue, callType, priority, waitedMs, ani, dnis, ced };
}
