import type { CallFact, DecisionFact, Event } from '../../kernel/event/fact.ts';
import type { AgentInterval } from '../../kernel/record/agent-interval.ts';
import type { ContactRecord } from '../../kernel/record/contact-record.ts';
import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import type {
  ContactRow,
  DecisionRowKept,
  FactRow,
  IntervalRow,
  LegRow,
  LossRow,
  SegmentRow,
} from './tables.ts';

/** Records to rows and back; times are whole ms in rows. */
export interface ContactRows {
  readonly contact: ContactRow;
  readonly segments: readonly SegmentRow[];
  readonly legs: readonly LegRow[];
  readonly decisions: readonly DecisionRowKept[];
}

export function contactRowsOf(region: string, record: ContactRecord, lastFactAt: number): ContactRows {
  const { callId: call_id } = record;
  return {
    contact: {
      region,
      call_id,
      sip_call_id: record.sipCallId,
      trunk: record.trunk,
      ani: record.ani,
      dnis: record.dnis,
      call_type: record.callType,
      queue: record.queue,
      routed_by: record.routedBy,
      started_at: whole(record.startedAt),
      arrived_at: wholeOrNull(record.arrivedAt),
      answered_at: wholeOrNull(record.answeredAt),
      queued_at: wholeOrNull(record.queuedAt),
      connected_at: wholeOrNull(record.connectedAt),
      ended_at: wholeOrNull(record.endedAt),
      site: record.site,
      agent_id: record.agentId,
      outcome: record.outcome,
      ended_by: record.endedBy,
      q850: whole(record.q850),
      reason: record.reason,
      closed_by: record.closedBy,
      cut: record.cut,
      amended: record.amended,
      gap: record.gap,
      waited_ms: whole(record.waitedMs),
      talk_ms: whole(record.talkMs),
      held_ms: whole(record.heldMs),
      owner_process: record.owner.process,
      owner_boot: record.owner.boot,
      owner_site: record.owner.site,
      last_fact_at: whole(lastFactAt),
    },
    segments: record.segments.map((segment) => ({
      region,
      call_id,
      segment: segment.segment,
      site: segment.site,
      serving: segment.serving,
      queue: segment.queue,
      priority: whole(segment.priority),
      started_at: whole(segment.startedAt),
      queued_at: wholeOrNull(segment.queuedAt),
      connected_at: wholeOrNull(segment.connectedAt),
      ended_at: wholeOrNull(segment.endedAt),
      waited_ms: whole(segment.waitedMs),
      ending: segment.ending,
      digits: whole(segment.digits),
      owner_process: segment.owner.process,
      owner_boot: segment.owner.boot,
      lost: segment.lost,
    })),
    legs: record.segments.flatMap((segment) =>
      segment.legs.map((leg) => ({
        region,
        call_id,
        segment: segment.segment,
        leg: leg.leg,
        party: leg.party,
        who: leg.who,
        site: leg.site,
        offer_id: leg.offerId,
        started_at: whole(leg.startedAt),
        answered_at: wholeOrNull(leg.answeredAt),
        ended_at: wholeOrNull(leg.endedAt),
        held_ms: whole(leg.heldMs),
        ending: leg.ending,
      })),
    ),
    decisions: record.decisions.map((decision) => ({
      region,
      call_id,
      decision_id: decision.decisionId,
      router: decision.router,
      decided_at: whole(decision.decidedAt),
      trunk: decision.trunk,
      ani: decision.ani,
      dnis: decision.dnis,
      call_type: decision.callType,
      queue: decision.queue,
      mode: decision.mode,
      sip_call_id: decision.sipCallId,
      sites: decision.sites,
      is_default: decision.isDefault,
      reason: decision.reason,
      candidates: decision.candidates,
      took_ms: Number.isFinite(decision.tookMs) ? decision.tookMs : 0,
      passed_over: decision.passedOver,
      outcome: decision.outcome,
      delivered_to: decision.deliveredTo,
      status: whole(decision.status),
      ended_at: wholeOrNull(decision.endedAt),
    })),
  };
}

export function factRowOf(region: string, event: Event<CallFact | DecisionFact>): FactRow {
  return {
    region,
    call_id: event.fact.callId,
    process: event.id.process,
    boot: event.id.boot,
    sequence: event.id.sequence,
    site: event.site,
    owner_epoch: event.ownerEpoch,
    at_ms: event.atMs,
    fact: event.fact,
  };
}

export function eventOfRow(row: FactRow): Event<CallFact | DecisionFact> {
  return {
    id: { process: row.process!, boot: row.boot!, sequence: row.sequence! },
    site: row.site!,
    ownerEpoch: row.owner_epoch!,
    atMs: row.at_ms,
    fact: row.fact as CallFact | DecisionFact,
  };
}

export function intervalRowOf(region: string, interval: AgentInterval): IntervalRow {
  return {
    region,
    agent_id: interval.agentId,
    process: interval.process,
    boot: interval.boot,
    sequence: interval.sequence,
    site: interval.site,
    session_epoch: interval.sessionEpoch,
    owner_epoch: interval.ownerEpoch,
    said_at: whole(interval.saidAt),
    started_at: whole(interval.startedAt),
    ended_at: wholeOrNull(interval.endedAt),
    state: interval.state,
    reason: interval.reason,
    call_id: interval.callId,
    lost: interval.lost,
  };
}

export function intervalOfRow(row: IntervalRow): AgentInterval {
  return {
    agentId: row.agent_id!,
    process: row.process!,
    boot: row.boot!,
    sequence: row.sequence!,
    site: row.site!,
    sessionEpoch: row.session_epoch!,
    ownerEpoch: row.owner_epoch!,
    saidAt: row.said_at!,
    startedAt: row.started_at!,
    endedAt: row.ended_at,
    state: row.state as AgentInterval['state'],
    reason: row.reason!,
    callId: row.call_id!,
    lost: row.lost,
  };
}

export function lossRowOf(region: string, loss: ProcessLoss): LossRow {
  return {
    region,
    process: loss.process,
    boot: loss.boot,
    declared_at: whole(loss.declaredAt),
    state: loss.state,
    site: loss.site,
    role: loss.role,
    last_heard_at: whole(loss.lastHeardAt),
  };
}

export function lossOfRow(row: LossRow): ProcessLoss {
  return {
    process: row.process!,
    boot: row.boot!,
    declaredAt: row.declared_at!,
    state: row.state as ProcessLoss['state'],
    site: row.site!,
    role: row.role!,
    lastHeardAt: row.last_heard_at!,
  };
}

/** A number that no clock could have told is written as 0, so that one bad fact can't stop the rest. */
function whole(ms: number): number {
  return Number.isFinite(ms) && Math.abs(ms) <= Number.MAX_SAFE_INTEGER ? Math.round(ms) : 0;
}

function wholeOrNull(ms: number | null): number | null {
  return ms === null ? null : whole(ms);
}
