import type { CallOutcome, Candidate } from '../../kernel/event/fact.ts';
import type { Sql } from '../../platform/sql/port.ts';
import type { RecordReply, RecordSummary, SegmentReply } from '../live/answers.ts';
import type { Regions } from '../projector/regions.ts';
import type { ContactRow, DecisionRowKept, LegRow, SegmentRow } from '../projector/tables.ts';

/** Records as the page asks for them. */
export interface RecordsQuery {
  readonly limit: number;
  /** Epoch ms: only records that began before. */
  readonly before?: number | undefined;
  readonly site?: string | undefined;
  readonly agent?: string | undefined;
  readonly outcome?: string | undefined;
}

export async function recentRecords(
  sql: Sql,
  regions: Regions,
  query: RecordsQuery,
): Promise<{ readonly records: RecordSummary[]; readonly nextBefore: number | null }> {
  const conditions = ['region = ANY($1)'];
  const parameters: unknown[] = [regions.all];
  const where = (column: string, operator: string, value: unknown) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(`${column} ${operator} $${parameters.length}`);
  };
  where('started_at', '<', query.before);
  where('site', '=', query.site);
  where('agent_id', '=', query.agent);
  where('outcome', '=', query.outcome);
  parameters.push(query.limit);
  const rows = await sql.query<ContactRow>(
    `SELECT * FROM contact WHERE ${conditions.join(' AND ')}
     ORDER BY started_at DESC, call_id LIMIT $${parameters.length}`,
    parameters,
  );
  const records = rows.map(summaryOf);
  const last = records.at(-1);
  return { records, nextBefore: last && records.length === query.limit ? last.startedAt : null };
}

/** `undefined` for a call that no record knows. */
export async function recordById(
  sql: Sql,
  regions: Regions,
  callId: string,
): Promise<RecordReply | undefined> {
  return sql.transaction(async (tx) => {
    const key = [regions.all, callId];
    const of = (table: string, order: string) =>
      `SELECT * FROM ${table} WHERE region = ANY($1) AND call_id = $2 ORDER BY ${order}`;
    const [contact] = await tx.query<ContactRow>(of('contact', 'region'), key);
    if (!contact) return undefined;
    const segments = await tx.query<SegmentRow>(of('segment', 'segment'), key);
    const legs = await tx.query<LegRow>(of('leg', 'segment, leg'), key);
    const decisions = await tx.query<DecisionRowKept>(of('decision', 'decided_at, decision_id'), key);
    return {
      ...summaryOf(contact),
      sipCallId: contact.sip_call_id!,
      trunk: contact.trunk!,
      routedBy: contact.routed_by as RecordReply['routedBy'],
      endedBy: contact.ended_by!,
      q850: contact.q850!,
      amended: contact.amended,
      segments: segments.map((row) => segmentOf(row, legs)),
      decisions: decisions.map((row) => ({
        decisionId: row.decision_id!,
        router: row.router!,
        decidedAt: row.decided_at!,
        sites: row.sites as string[],
        isDefault: row.is_default,
        reason: row.reason!,
        candidates: row.candidates as Candidate[],
        tookMs: row.took_ms,
        passedOver: row.passed_over as { site: string; cause: string; afterMs: number }[],
        outcome: row.outcome!,
        deliveredTo: row.delivered_to!,
      })),
    };
  });
}

function summaryOf(row: ContactRow): RecordSummary {
  return {
    callId: row.call_id!,
    startedAt: row.started_at!,
    endedAt: row.ended_at,
    ani: row.ani!,
    dnis: row.dnis!,
    callType: row.call_type!,
    queue: row.queue!,
    site: row.site!,
    agentId: row.agent_id!,
    outcome: row.outcome as CallOutcome | null,
    reason: row.reason!,
    waitedMs: row.waited_ms!,
    talkMs: row.talk_ms!,
    cut: row.cut,
  };
}

function segmentOf(row: SegmentRow, legs: readonly LegRow[]): SegmentReply {
  return {
    segment: row.segment!,
    site: row.site!,
    queue: row.queue!,
    startedAt: row.started_at!,
    queuedAt: row.queued_at,
    connectedAt: row.connected_at,
    endedAt: row.ended_at,
    waitedMs: row.waited_ms!,
    ending: row.ending!,
    serving: row.serving,
    legs: legs
      .filter((leg) => leg.segment === row.segment)
      .map((leg) => ({
        leg: leg.leg!,
        party: leg.party as 'caller' | 'agent',
        who: leg.who!,
        site: leg.site!,
        startedAt: leg.started_at!,
        answeredAt: leg.answered_at,
        endedAt: leg.ended_at,
        heldMs: leg.held_ms!,
        ending: leg.ending!,
      })),
  };
}
