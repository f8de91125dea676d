import type { ContactRecord } from '../../kernel/record/contact-record.ts';
import type { Losses, ProcessLoss } from '../../kernel/record/process-loss.ts';
import { CallAgain } from './call-again.ts';
import type { CallRow, CallStage } from './feed.ts';
import {
  addFact,
  isWaiting,
  type LiveCall,
  refold,
  rowOf,
  servingSegment,
  startCall,
  type Told,
  waitingMs,
} from './live-call.ts';
import { type Share, serviceLevelThresholdMs, shareOf, type Tally } from './tally.ts';

/**
 * The calls that the feed holds: those in flight and those over since a short while, whose late facts
 * still correct the figures. Bounded: beyond the limit the ones that are over longest go first, then the oldest.
 */
export interface LiveCallLimits {
  readonly callsAtHand: number;
  readonly callsShown: number;
  readonly endedShownMs: number;
}

/** How long a call that is over is held for late facts. */
const heldAfterEndMs = 120_000;
/** Shares remembered for each call that may be held, so that a late fact doesn't count its call again. */
const sharesPerCallAtHand = 5;
const minuteMs = 60_000;
/** Times of the last minute's calls; more a minute are not counted. */
const beginnings_max = 100_000;

export class LiveCalls {
  readonly #limits: LiveCallLimits;
  readonly #tally: Tally;
  readonly #losses: Losses;
  readonly #calls = new Map<string, LiveCall>();
  readonly #shares = new Map<string, Share>();
  readonly #changed = new Set<string>();
  readonly #lines = new Set<string>();
  readonly #again: CallAgain;
  readonly #beginnings: number[] = [];
  /** Open calls given up because of the limit; facts that came after their call had been let go. */
  readonly counters = { givenUp: 0, late: 0 };

  constructor(limits: LiveCallLimits, tally: Tally, losses: Losses) {
    this.#limits = limits;
    this.#tally = tally;
    this.#losses = losses;
    this.#again = new CallAgain(limits.callsAtHand);
  }

  take(event: Told, nowMono: number): void {
    const { callId } = event.fact;
    let call = this.#calls.get(callId);
    if (call) {
      addFact(call, event, this.#losses);
    } else if (this.#shares.has(callId)) {
      // It is over and no longer held: its share stands, the records have the rest.
      this.counters.late += 1;
      return;
    } else {
      call = startCall(event, this.#losses);
      this.#calls.set(callId, call);
      this.#beginnings.push(nowMono);
      if (this.#beginnings.length > beginnings_max) this.#beginnings.shift();
      if (this.#calls.size > this.#limits.callsAtHand) this.#giveUpOne();
    }
    this.#weigh(call, nowMono);
  }

  /** A call that began before the feed did; its share is counted with the others. */
  seed(events: readonly Told[], nowMono: number): void {
    const first = events[0];
    if (!first) return;
    const call = startCall(first, this.#losses);
    call.events.push(...events.slice(1));
    refold(call, this.#losses);
    this.#calls.set(call.callId, call);
    this.#weigh(call, nowMono);
  }

  /** A call that was over before the feed began: counted, not held. */
  seedOver(share: Share, call: { callId: string; ani: string; startedAt: number; endedAt: number }): void {
    const again = this.#again.began(call.ani, call.callId, call.startedAt);
    const shareOfCut = again === '' ? undefined : this.#shares.get(again);
    if (shareOfCut) this.#count(again, { ...shareOfCut, calledAgain: true });
    if (share.cutAt !== null) this.#again.wasCut(call.ani, call.callId, call.startedAt, call.endedAt);
    this.#count(call.callId, share);
  }

  /** Whatever a process had is looked at again: it was lost, or it came back. */
  touch(finding: ProcessLoss, nowMono: number): void {
    for (const call of this.#calls.values()) {
      const { owner, segments } = call.record;
      const isOwner = owner.process === finding.process && owner.boot === finding.boot;
      const isSite = owner.process === '' && owner.site === finding.site && finding.role === 'node';
      const had = segments.some(
        (segment) => segment.owner.process === finding.process && segment.owner.boot === finding.boot,
      );
      if (!isOwner && !isSite && !had) continue;
      refold(call, this.#losses);
      this.#weigh(call, nowMono);
    }
  }

  /** Every so often: places in the queues, and calls that have been shown or held long enough. */
  tidy(nowMono: number): void {
    this.#placeInQueues();
    for (const call of this.#calls.values()) {
      if (call.overMono === undefined) continue;
      if (nowMono - call.overMono >= heldAfterEndMs) this.#drop(call.callId);
    }
    while (this.#beginnings.length > 0 && nowMono - this.#beginnings[0]! > minuteMs) this.#beginnings.shift();
  }

  changed(): ReadonlySet<string> {
    return this.#changed;
  }

  settle(): void {
    this.#changed.clear();
  }

  record(callId: string): ContactRecord | undefined {
    return this.#calls.get(callId)?.record;
  }

  row(callId: string, at: number): CallRow | undefined {
    const call = this.#calls.get(callId);
    return call && rowOf(call, at);
  }

  /** In flight first, newest first; then those just over. */
  shown(nowMono: number): { readonly ids: readonly string[]; readonly omitted: number } {
    const held = [...this.#calls.values()].filter(
      (call) => call.overMono === undefined || nowMono - call.overMono < this.#limits.endedShownMs,
    );
    held.sort(
      (a, b) =>
        Number(a.overMono !== undefined) - Number(b.overMono !== undefined) ||
        b.record.startedAt - a.record.startedAt,
    );
    const ids = held.slice(0, this.#limits.callsShown).map((call) => call.callId);
    return { ids, omitted: held.length - ids.length };
  }

  now(at: number) {
    let waiting = 0;
    let talking = 0;
    let waitingLong = 0;
    for (const call of this.#calls.values()) {
      if (call.stage === 'talking' || call.stage === 'held') talking += 1;
      if (!isWaiting(call)) continue;
      waiting += 1;
      if (call.record.connectedAt === null && waitingMs(call, at) > serviceLevelThresholdMs) waitingLong += 1;
    }
    return { waiting, talking, waitingLong, offeredPerMinute: this.#beginnings.length };
  }

  stagesBySite(): Map<string, Partial<Record<CallStage, number>>> {
    const bySite = new Map<string, Partial<Record<CallStage, number>>>();
    for (const { record, stage } of this.#calls.values()) {
      if (record.outcome !== null || record.site === '') continue;
      const stages = bySite.get(record.site) ?? {};
      stages[stage] = (stages[stage] ?? 0) + 1;
      bySite.set(record.site, stages);
    }
    return bySite;
  }

  #weigh(call: LiveCall, nowMono: number): void {
    const { record, callId } = call;
    call.overMono = record.outcome === null ? undefined : (call.overMono ?? nowMono);
    if (call.againFor === '') {
      call.againFor = this.#again.began(record.ani, callId, record.startedAt);
      if (call.againFor !== '') this.#calledAgain(call.againFor);
    }
    let again = this.#shares.get(callId)?.calledAgain ?? false;
    if (record.cut) {
      const by = this.#again.wasCut(record.ani, callId, record.startedAt, record.endedAt ?? record.startedAt);
      const later = this.#calls.get(by);
      if (later && later.againFor === '') {
        later.againFor = callId;
        this.#changed.add(later.callId);
      }
      again ||= by !== '';
    }
    this.#count(callId, shareOf(record, again));
    this.#changed.add(callId);
    const queue = servingSegment(record)?.queue;
    if (queue) this.#lines.add(`${record.site} ${queue}`);
  }

  #calledAgain(cutCallId: string): void {
    const share = this.#shares.get(cutCallId);
    if (share) this.#count(cutCallId, { ...share, calledAgain: share.cutAt !== null });
  }

  #count(callId: string, share: Share): void {
    const before = this.#shares.get(callId);
    if (before) this.#tally.takeOut(before);
    this.#tally.put(share);
    this.#shares.set(callId, share);
    if (this.#shares.size > sharesPerCallAtHand * this.#limits.callsAtHand) {
      this.#shares.delete(this.#shares.keys().next().value!);
    }
  }

  #placeInQueues(): void {
    if (this.#lines.size === 0) return;
    const waiting = new Map<string, LiveCall[]>([...this.#lines].map((line) => [line, []]));
    for (const call of this.#calls.values()) {
      const segment = servingSegment(call.record);
      const line = segment && waiting.get(`${call.record.site} ${segment.queue}`);
      if (line && isWaiting(call)) line.push(call);
      else if (call.position !== 0 && !isWaiting(call)) this.#place(call, 0);
    }
    for (const line of waiting.values()) {
      line.sort((a, b) => priorityOf(b) - priorityOf(a) || queuedAt(a) - queuedAt(b));
      for (const [index, call] of line.entries()) this.#place(call, index + 1);
    }
    this.#lines.clear();
  }

  #place(call: LiveCall, position: number): void {
    if (call.position === position) return;
    call.position = position;
    this.#changed.add(call.callId);
  }

  #giveUpOne(): void {
    let oldest: string | undefined;
    for (const call of this.#calls.values()) {
      if (call.overMono !== undefined) {
        this.#drop(call.callId);
        return;
      }
      oldest ??= call.callId;
    }
    this.counters.givenUp += 1;
    if (oldest !== undefined) this.#drop(oldest);
  }

  /** The share stays counted as it stands. */
  #drop(callId: string): void {
    this.#calls.delete(callId);
    this.#changed.add(callId);
  }
}

function priorityOf(call: LiveCall): number {
  return servingSegment(call.record)?.priority ?? 0;
}

function queuedAt(call: LiveCall): number {
  return servingSegment(call.record)?.queuedAt ?? call.record.startedAt;
}
