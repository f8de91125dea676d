import type { CallFact, CallOutcome, Event } from '../event/fact.ts';
import type { LegRecord, Owner, SegmentRecord } from './contact-record.ts';
import type { Losses } from './process-loss.ts';

/**
 * One site's part in a call, folded from that site's own facts in order. A segment is a stretch in a
 * queue: a call that comes back to its place after an agent failed to answer stays in it; one that
 * comes back after it was connected, or goes to another queue, begins the next.
 */
export interface SiteStay {
  readonly site: string;
  readonly startedAt: number;
  readonly arrivedAt: number | null;
  readonly answeredAt: number | null;
  readonly queuedAt: number | null;
  readonly connectedAt: number | null;
  readonly agentId: string;
  readonly routedBy: 'router' | 'asked' | 'site' | '';
  readonly caller: { readonly trunk: string; readonly ani: string; readonly dnis: string };
  readonly callType: string;
  readonly sipCallId: string;
  readonly queue: string;
  readonly ending: StayEnding | null;
  readonly owner: Owner;
  /** One of its processes was taken for lost before the end that it told. */
  readonly amended: boolean;
  readonly gap: boolean;
  readonly segments: readonly SegmentRecord[];
}

export interface StayEnding {
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly endedBy: 'caller' | 'agent' | 'system';
  readonly q850: number;
  readonly reason: string;
  readonly by: 'fact' | 'loss';
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type LegDraft = Draft<LegRecord> & { heldSince: number | null };
type SegmentDraft = Omit<Draft<SegmentRecord>, 'legs'> & { legs: LegDraft[] };

/** Q.850 cause 41, temporary failure: what a lost process leaves its callers with. */
const causeTemporaryFailure = 41;

/** `events` in order and never empty, all of one site, without those of fenced owners. */
export function stayOf(site: string, events: readonly Event<CallFact>[], losses: Losses): SiteStay {
  const stay = new StayFold(site, events[0]!.atMs, ownerOf(events.at(-1)!));
  for (const event of events) stay.take(event);
  const last = events.at(-1)!;
  const lastAt = Math.max(...events.map((event) => event.atMs));
  const loss = losses.lossOf(last.id.process, last.id.boot);
  if (loss && !stay.ending) stay.lose(Math.max(lastAt, loss.lastHeardAt));
  const lostAt = events.map((event) => losses.firstLostAt(event.id.process, event.id.boot) ?? Infinity);
  return stay.result(Math.min(...lostAt));
}

function ownerOf(event: Event<CallFact>): Owner {
  return { process: event.id.process, boot: event.id.boot, site: event.site };
}

class StayFold {
  readonly #site: string;
  readonly #owner: Owner;
  readonly #segments: SegmentDraft[] = [];
  readonly #startedAt: number;
  #arrived: Extract<CallFact, { kind: 'CallArrived' }> | undefined;
  #arrivedAt: number | null = null;
  #answeredAt: number | null = null;
  #queuedAt: number | null = null;
  #connectedAt: number | null = null;
  #agentId = '';
  /** A stretch was begun by the call's coming back, and the queue for it is not told yet. */
  #cameBack = false;
  ending: StayEnding | null = null;

  constructor(site: string, startedAt: number, owner: Owner) {
    this.#site = site;
    this.#startedAt = startedAt;
    this.#owner = owner;
    this.#open(startedAt, '', 0, null);
    this.#current().legs.push(this.#leg('caller', '', site, '', startedAt));
  }

  /** A fact after the end changes nothing: the first end of the highest owner stands. */
  take(event: Event<CallFact>): void {
    if (this.ending) return;
    const { fact, atMs } = event;
    switch (fact.kind) {
      case 'CallArrived':
        if (this.#arrived) return;
        this.#arrived = fact;
        this.#arrivedAt = atMs;
        this.#segments[0]!.legs[0]!.who = fact.ani;
        return;
      case 'CallAnswered':
        this.#answeredAt ??= atMs;
        this.#segments[0]!.legs[0]!.answeredAt ??= atMs;
        return;
      case 'CallQueued':
        this.#queue(atMs, fact.queue, fact.priority);
        return;
      case 'CallBound':
        this.#agentLeg(fact.offerId, fact.agentId, fact.agentSite, atMs);
        return;
      case 'CallConnected': {
        const leg = this.#agentLeg(fact.offerId, fact.agentId, fact.agentSite, atMs);
        if (leg.answeredAt !== null) return;
        leg.answeredAt = atMs;
        this.#connectedAt ??= atMs;
        this.#agentId = fact.agentId;
        const segment = this.#current();
        if (segment.connectedAt === null) {
          segment.connectedAt = atMs;
          segment.waitedMs = fact.waitedMs;
        }
        return;
      }
      case 'CallRequeued':
        this.#requeue(atMs, fact.offerId, fact.cause);
        return;
      case 'CallHeld': {
        const leg = this.#talkingLeg(fact.agentId);
        if (leg) leg.heldSince ??= atMs;
        return;
      }
      case 'CallRetrieved': {
        const leg = this.#talkingLeg(fact.agentId);
        if (leg) endHold(leg, atMs);
        return;
      }
      case 'DigitPressed':
        this.#current().digits += 1;
        return;
      case 'CallEnded': {
        const { outcome, endedBy, q850, reason } = fact;
        this.#end({ at: atMs, outcome, endedBy, q850, reason, by: 'fact' }, false);
        return;
      }
    }
  }

  lose(at: number): void {
    const outcome = this.#connectedAt === null ? 'failed' : 'answered';
    const ending = { at, outcome, endedBy: 'system', q850: causeTemporaryFailure } as const;
    this.#end({ ...ending, reason: 'site-lost', by: 'loss' }, true);
  }

  result(firstLostAt: number): SiteStay {
    const { trunk = '', ani = '', dnis = '', callType = '', sipCallId = '' } = this.#arrived ?? {};
    return {
      site: this.#site,
      startedAt: this.#startedAt,
      arrivedAt: this.#arrivedAt,
      answeredAt: this.#answeredAt,
      queuedAt: this.#queuedAt,
      connectedAt: this.#connectedAt,
      agentId: this.#agentId,
      routedBy: this.#arrived?.routedBy ?? '',
      caller: { trunk, ani, dnis },
      callType,
      sipCallId,
      queue: this.#current().queue,
      ending: this.ending,
      owner: this.#owner,
      amended: this.ending?.by === 'fact' && firstLostAt < this.ending.at,
      gap: this.#arrived === undefined,
      segments: this.#segments.map(({ legs, ...segment }) => ({
        ...segment,
        legs: legs.map(({ heldSince: _, ...leg }) => leg),
      })),
    };
  }

  #queue(at: number, queue: string, priority: number): void {
    this.#queuedAt ??= at;
    const segment = this.#current();
    if (segment.queuedAt === null || this.#cameBack) {
      segment.queue = queue;
      segment.priority = priority;
      segment.queuedAt ??= at;
      this.#cameBack = false;
      return;
    }
    if (segment.queue === queue && segment.connectedAt === null) return;
    this.#next(at, 'moved', queue, priority);
  }

  #requeue(at: number, offerId: string, cause: string): void {
    const segment = this.#current();
    const leg = segment.legs.find((each) => each.offerId === offerId && offerId !== '');
    if (leg) endLeg(leg, at, cause);
    if (leg && leg.answeredAt !== null) {
      this.#next(at, `requeued-${cause}`, segment.queue, segment.priority);
      this.#cameBack = true;
    }
  }

  #next(at: number, ending: string, queue: string, priority: number): void {
    const segment = this.#current();
    this.#endSegment(segment, at, ending);
    for (const leg of segment.legs) if (leg.party === 'agent') endLeg(leg, at, ending);
    this.#open(at, queue, priority, at);
  }

  #end(ending: StayEnding, lost: boolean): void {
    this.ending = ending;
    const legEnding = lost ? 'site-lost' : 'normal';
    for (const segment of this.#segments) for (const leg of segment.legs) endLeg(leg, ending.at, legEnding);
    const segment = this.#current();
    this.#endSegment(segment, ending.at, ending.outcome);
    segment.lost = lost;
  }

  #endSegment(segment: SegmentDraft, at: number, ending: string): void {
    segment.endedAt = at;
    segment.ending = ending;
    if (segment.connectedAt === null && segment.queuedAt !== null) {
      segment.waitedMs = Math.max(0, at - segment.queuedAt);
    }
  }

  #open(startedAt: number, queue: string, priority: number, queuedAt: number | null): void {
    this.#segments.push({
      segment: this.#segments.length + 1,
      site: this.#site,
      serving: true,
      queue,
      priority,
      startedAt,
      queuedAt,
      connectedAt: null,
      endedAt: null,
      waitedMs: 0,
      ending: 'open',
      digits: 0,
      owner: this.#owner,
      lost: false,
      legs: [],
    });
  }

  #agentLeg(offerId: string, agentId: string, site: string, at: number): LegDraft {
    const segment = this.#current();
    const known = segment.legs.find((leg) => leg.party === 'agent' && leg.offerId === offerId);
    if (known) return known;
    const leg = this.#leg('agent', agentId, site, offerId, at);
    leg.leg = segment.legs.length + 1;
    segment.legs.push(leg);
    return leg;
  }

  #talkingLeg(agentId: string): LegDraft | undefined {
    return this.#current().legs.findLast(
      (leg) =>
        leg.party === 'agent' && leg.who === agentId && leg.answeredAt !== null && leg.endedAt === null,
    );
  }

  #leg(party: 'caller' | 'agent', who: string, site: string, offerId: string, startedAt: number): LegDraft {
    const blank = { answeredAt: null, endedAt: null, heldMs: 0, ending: 'open', heldSince: null };
    return { leg: 1, party, who, site, offerId, startedAt, ...blank };
  }

  #current(): SegmentDraft {
    return this.#segments.at(-1)!;
  }
}

function endLeg(leg: LegDraft, at: number, ending: string): void {
  if (leg.endedAt !== null) return;
  endHold(leg, at);
  leg.endedAt = at;
  leg.ending = ending;
}

function endHold(leg: LegDraft, at: number): void {
  if (leg.heldSince === null) return;
  leg.heldMs += Math.max(0, at - leg.heldSince);
  leg.heldSince = null;
}
