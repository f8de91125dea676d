import type { CallOutcome } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { overlapsOf } from '../../kernel/record/agent-interval.ts';
import { type CountedCall, identityHolds, identityOf, outcomes } from '../../kernel/record/identity.ts';
import type { Coordination } from '../../platform/coordination/port.ts';
import { presencePrefix, readPresence } from '../../platform/coordination/presence.ts';
import type { EventLog } from '../../platform/log/port.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { positionKey, readPositions } from '../projector/projector.ts';
import type { Regions } from '../projector/regions.ts';
import type { ContactRow } from '../projector/tables.ts';
import { recordTopics } from '../projector/topics.ts';
import { readCallsOfLog } from './calls-of-log.ts';

/**
 * Compares what the log says happened with what the records say, without trusting whoever wrote them: it
 * reads the log from its start, and every row.
 */
export interface CheckResult {
  /** Calls that the log or the records know. */
  readonly calls: number;
  readonly withoutRecord: number;
  /** Known twice: by the same call id in two rows, or by one SIP Call-ID under two call ids. */
  readonly withTwoRecords: number;
  /** Open although their owner is gone, or although nothing was heard of them for `openLimitMs`. */
  readonly openTooLong: number;
  /** Agents who were in two states, or talked in two calls, at once. */
  readonly overlappingAgents: number;
  readonly identityHolds: boolean;
}

export interface CheckFindings {
  readonly result: CheckResult;
  /** A few of each, for people. */
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

export interface CheckParts {
  readonly sql: Sql;
  readonly log: EventLog;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly regions: Regions;
}

export interface CheckOptions {
  /** How long the projector may take to reach the ends of the log. */
  readonly waitMs: number;
  readonly openLimitMs: number;
}

/** The records don't have all of the log yet. */
export class ProjectorBehind extends Error {
  readonly code = 'projector-behind';
  readonly retriable = true;

  constructor(behind: number, waitMs: number) {
    super(
      `the records lack ${behind} facts of the log, ${Math.round(waitMs / 1000)} s after they were asked for. ` +
        'See whether ops runs (tandem doctor --running) and what its log says, then check again.',
    );
    this.name = 'ProjectorBehind';
  }
}

/** An open call whose owner shows no sign of life is given so long to be closed: the lease, the wait, the writing. */
const ownerGoneGraceMs = 20_000;
const lookEveryMs = 100;
const examples_max = 5;
const intervalMs = 15 * 60_000;
const intervals_max = 7 * 96;
const rowsInPage = 5000;

export async function checkRecords(parts: CheckParts, options: CheckOptions): Promise<CheckFindings> {
  const ends = await endsOf(parts.log);
  await waitForProjector(parts, ends, options.waitMs);
  const logged = await readCallsOfLog(parts.log, ends);
  const contacts = await readContacts(parts);
  const alive = await readAlive(parts.coordination);
  const recorded = new Set(contacts.map((contact) => contact.call_id!));

  const missing = [...logged].filter((callId) => !recorded.has(callId));
  const doubled = doubledOf(contacts);
  const now = parts.clock.wallMs();
  const stale = contacts.filter((contact) => isOpenTooLong(contact, alive, now, options.openLimitMs));
  const overlapping = await overlappingAgents(parts);
  const calls = new Set([...logged, ...recorded]).size;
  return {
    result: {
      calls,
      withoutRecord: missing.length,
      withTwoRecords: doubled.length,
      openTooLong: stale.length,
      overlappingAgents: overlapping.length,
      identityHolds: holdsIdentity(contacts, calls, now),
    },
    examples: {
      withoutRecord: missing.slice(0, examples_max),
      withTwoRecords: doubled.slice(0, examples_max),
      openTooLong: stale.slice(0, examples_max).map((contact) => contact.call_id!),
      overlappingAgents: overlapping.slice(0, examples_max),
    },
  };
}

export function isAllWell(result: CheckResult): boolean {
  const { withoutRecord, withTwoRecords, openTooLong, overlappingAgents: overlapping } = result;
  return withoutRecord + withTwoRecords + openTooLong + overlapping === 0 && result.identityHolds;
}

async function endsOf(log: EventLog): Promise<Map<string, number>> {
  const ends = new Map<string, number>();
  for (const topic of recordTopics) {
    for (const [partition, end] of await log.ends(topic))
      ends.set(positionKey(topic, partition), Number(end));
  }
  return ends;
}

async function waitForProjector(
  { sql, clock, timers }: CheckParts,
  ends: ReadonlyMap<string, number>,
  waitMs: number,
): Promise<void> {
  const untilMono = clock.monoMs() + waitMs;
  for (;;) {
    const positions = await readPositions(sql);
    let behind = 0;
    for (const [key, end] of ends) behind += Math.max(0, end - (positions.get(key) ?? 0));
    if (behind === 0) return;
    if (clock.monoMs() >= untilMono) throw new ProjectorBehind(behind, waitMs);
    await new Promise<void>((resolve) => void timers.after(lookEveryMs, resolve));
  }
}

type Contact = Pick<
  ContactRow,
  | 'region'
  | 'call_id'
  | 'sip_call_id'
  | 'started_at'
  | 'ended_at'
  | 'outcome'
  | 'owner_process'
  | 'owner_boot'
  | 'last_fact_at'
>;

async function readContacts({ sql }: CheckParts): Promise<Contact[]> {
  const contacts: Contact[] = [];
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const page = await sql.query<Contact>(
      `SELECT region, call_id, sip_call_id, started_at, ended_at, outcome, owner_process, owner_boot, last_fact_at
       FROM contact WHERE (region, call_id) > ($1, $2) ORDER BY region, call_id LIMIT ${rowsInPage}`,
      after,
    );
    contacts.push(...page);
    const last = page.at(-1);
    if (!last || page.length < rowsInPage) return contacts;
    after = [last.region!, last.call_id!];
  }
}

/** Processes that show that they live, as `process/boot`; undefined when nobody can say. */
async function readAlive(coordination: Coordination): Promise<ReadonlySet<string> | undefined> {
  try {
    const { entries } = await coordination.list(presencePrefix);
    const shown = entries.map((entry) => readPresence(entry.value)).filter((each) => each !== undefined);
    return new Set(shown.map(({ process, boot }) => `${process}/${boot}`));
  } catch {
    return undefined;
  }
}

function doubledOf(contacts: readonly Contact[]): string[] {
  const rows = new Map<string, number>();
  const bySip = new Map<string, Set<string>>();
  for (const { call_id, sip_call_id } of contacts) {
    rows.set(call_id!, (rows.get(call_id!) ?? 0) + 1);
    if (sip_call_id === '') continue;
    const known = bySip.get(sip_call_id!);
    if (known) known.add(call_id!);
    else bySip.set(sip_call_id!, new Set([call_id!]));
  }
  const byCallId = [...rows].filter(([, count]) => count > 1).map(([callId]) => callId);
  const bySipCallId = [...bySip].filter(([, callIds]) => callIds.size > 1).map(([sipCallId]) => sipCallId);
  return [...byCallId, ...bySipCallId];
}

function isOpenTooLong(
  contact: Contact,
  alive: ReadonlySet<string> | undefined,
  now: number,
  openLimitMs: number,
): boolean {
  if (contact.ended_at !== null) return false;
  const silentMs = now - contact.last_fact_at!;
  if (silentMs > openLimitMs) return true;
  const owner = `${contact.owner_process}/${contact.owner_boot}`;
  // Where no process shows any sign, it is the signs that are missing.
  const isGone = alive !== undefined && alive.size > 0 && !alive.has(owner);
  return isGone && silentMs > ownerGoneGraceMs;
}

/** In two states at once, or in two conversations. */
async function overlappingAgents({ sql }: CheckParts): Promise<string[]> {
  const found = new Set<string>();
  const look = async (query: string) => {
    type Row = { agent_id: string; started_at: number; ended_at: number | null };
    let after = '';
    for (;;) {
      const agents = await sql.query<{ agent_id: string }>(
        `SELECT DISTINCT agent_id FROM (${query}) spans WHERE agent_id > $1 ORDER BY agent_id LIMIT 100`,
        [after],
      );
      const last = agents.at(-1);
      if (!last) return;
      const rows = await sql.query<Row>(
        `SELECT agent_id, started_at, ended_at FROM (${query}) spans WHERE agent_id > $1 AND agent_id <= $2`,
        [after, last.agent_id],
      );
      const spans = rows.map((row) => ({
        agentId: row.agent_id,
        startedAt: row.started_at,
        endedAt: row.ended_at,
      }));
      for (const overlap of overlapsOf(spans)) found.add(overlap.agentId);
      after = last.agent_id;
    }
  };
  await look('SELECT agent_id, started_at, ended_at FROM agent_interval');
  await look(
    `SELECT who AS agent_id, answered_at AS started_at, ended_at FROM leg
     WHERE party = 'agent' AND answered_at IS NOT NULL`,
  );
  return [...found].sort();
}

/** Every call in exactly one term, over all time and in each quarter of an hour of the last week. */
function holdsIdentity(contacts: readonly Contact[], calls: number, now: number): boolean {
  const counted: CountedCall[] = contacts.map((contact) => ({
    startedAt: contact.started_at!,
    endedAt: contact.ended_at,
    outcome: contact.outcome as CallOutcome | null,
  }));
  const known: ReadonlySet<string> = new Set(outcomes);
  const sound = counted.every(({ startedAt, endedAt, outcome }) =>
    endedAt === null ? outcome === null : outcome !== null && known.has(outcome) && endedAt >= startedAt,
  );
  const whole = identityOf(counted, 0, Number.MAX_SAFE_INTEGER);
  if (!sound || !identityHolds(whole) || whole.offered !== calls) return false;
  const oldest = counted.reduce((least, { startedAt }) => Math.min(least, startedAt), now);
  const from = Math.max(oldest, now - intervals_max * intervalMs);
  for (let at = Math.floor(from / intervalMs) * intervalMs; at < now; at += intervalMs) {
    if (!identityHolds(identityOf(counted, at, at + intervalMs))) return false;
  }
  return true;
}
