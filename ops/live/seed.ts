import type { AgentInterval } from '../../kernel/record/agent-interval.ts';
import { lossKey, type ProcessLoss } from '../../kernel/record/process-loss.ts';
import type { Sql, SqlTransaction } from '../../platform/sql/port.ts';
import { readPositions } from '../projector/projector.ts';
import type { Regions } from '../projector/regions.ts';
import { eventOfRow, intervalOfRow, lossOfRow } from '../projector/rows.ts';
import type { ContactRow, FactRow, IntervalRow, LossRow } from '../projector/tables.ts';
import type { Told } from './live-call.ts';
import type { LiveModel, Now } from './live-model.ts';
import type { Share } from './tally.ts';

/**
 * What the feed starts from: the records as they stood at one reading position of the log, in one
 * transaction, so that nothing is counted twice and nothing is missed when reading goes on from there.
 */
export interface Seed {
  readonly positions: ReadonlyMap<string, number>;
  readonly losses: readonly ProcessLoss[];
  /** Facts of calls that are open, by call. */
  readonly open: ReadonlyMap<string, readonly Told[]>;
  readonly over: readonly OverRow[];
  readonly agents: readonly AgentInterval[];
  /** Epoch ms from which `over` is whole. */
  readonly since: number;
}

export type OverRow = Pick<
  ContactRow,
  'call_id' | 'ani' | 'started_at' | 'ended_at' | 'outcome' | 'cut' | 'site' | 'queued_at'
> & { readonly answer_ms: number | null };

/** Calls of today that are read for the counters; of more, the newest. */
const over_max = 50_000;

export function readSeed(sql: Sql, regions: Regions, since: number, callsAtHand: number): Promise<Seed> {
  return sql.transaction(async (tx) => {
    const losses = await tx.query<LossRow>('SELECT * FROM process_loss WHERE region = ANY($1)', [
      regions.all,
    ]);
    const over = await tx.query<OverRow>(
      `SELECT call_id, ani, started_at, ended_at, outcome, cut, site, queued_at,
         (SELECT s.waited_ms FROM segment s WHERE s.region = c.region AND s.call_id = c.call_id
            AND s.serving AND s.connected_at IS NOT NULL ORDER BY s.segment LIMIT 1) AS answer_ms
       FROM contact c WHERE region = ANY($1) AND started_at >= $2 AND ended_at IS NOT NULL
       ORDER BY started_at DESC LIMIT ${over_max}`,
      [regions.all, since],
    );
    const agents = await tx.query<IntervalRow>(
      `SELECT * FROM agent_interval WHERE region = ANY($1) AND state <> 'logged-out'
         AND (ended_at IS NULL OR lost)`,
      [regions.all],
    );
    return {
      positions: await readPositions(tx),
      losses: losses.map(lossOfRow),
      open: await readOpen(tx, regions, callsAtHand),
      over: over.toReversed(),
      agents: latestOf(agents.map(intervalOfRow)),
      since: over.length < over_max ? since : over.at(-1)!.started_at!,
    };
  });
}

async function readOpen(
  tx: SqlTransaction,
  regions: Regions,
  calls_max: number,
): Promise<Map<string, Told[]>> {
  const rows = await tx.query<FactRow>(
    `SELECT * FROM call_fact WHERE region = ANY($1) AND call_id IN (
       SELECT call_id FROM contact WHERE region = ANY($1) AND ended_at IS NULL
       ORDER BY started_at DESC LIMIT $2)`,
    [regions.all, calls_max],
  );
  const open = new Map<string, Told[]>();
  for (const row of rows) {
    const known = open.get(row.call_id!);
    if (known) known.push(eventOfRow(row));
    else open.set(row.call_id!, [eventOfRow(row)]);
  }
  return open;
}

function latestOf(intervals: readonly AgentInterval[]): AgentInterval[] {
  const latest = new Map<string, AgentInterval>();
  for (const interval of intervals) {
    const known = latest.get(interval.agentId);
    if (!known || known.startedAt <= interval.startedAt) latest.set(interval.agentId, interval);
  }
  return [...latest.values()];
}

/** Puts a seed into a model that nothing has been told yet. */
export function plant(model: LiveModel, seed: Seed, now: Now): void {
  for (const finding of seed.losses) model.takeLoss(finding, now);
  for (const row of seed.over) {
    const call = { callId: row.call_id!, ani: row.ani!, startedAt: row.started_at!, endedAt: row.ended_at! };
    model.calls.seedOver(shareOfRow(row), call);
  }
  for (const events of seed.open.values()) model.calls.seed(events, now.mono);
  for (const callId of seed.open.keys()) {
    const record = model.calls.record(callId);
    if (record) model.decisions.take(record);
  }
  for (const interval of seed.agents) model.agents.seed(interval);
}

function shareOfRow(row: OverRow): Share {
  return {
    term: row.outcome as Share['term'],
    cutAt: row.cut ? row.site : null,
    calledAgain: false,
    answerMs: row.answer_ms,
    abandonedInQueue: row.outcome === 'abandoned' && row.queued_at !== null,
  };
}

/** Who still has open calls or agents, by what the seed says, and when each was last heard. */
export function openOwners(
  seed: Seed,
): Map<string, { process: string; boot: string; site: string; at: number }> {
  const owners = new Map<string, { process: string; boot: string; site: string; at: number }>();
  const note = (process: string, boot: string, site: string, at: number) => {
    const key = lossKey({ process, boot });
    const known = owners.get(key);
    owners.set(key, { process, boot, site, at: Math.max(at, known?.at ?? 0) });
  };
  for (const events of seed.open.values()) {
    for (const { id, site, atMs } of events) note(id.process, id.boot, site, atMs);
  }
  for (const { process, boot, site, saidAt } of seed.agents) note(process, boot, site, saidAt);
  return owners;
}
