import {
  type AgentInterval,
  type ChangePoint,
  comparePoints,
  intervalsOf,
} from '../../kernel/record/agent-interval.ts';
import type { Losses } from '../../kernel/record/process-loss.ts';
import type { SqlTransaction } from '../../platform/sql/port.ts';
import { intervalOfRow } from './rows.ts';
import type { IntervalRow } from './tables.ts';

/**
 * The latest intervals of agents, at hand. A new point changes only the last few, so only a tail is
 * held; a point from long ago has all of that agent's intervals read.
 */
export interface AgentTail {
  readonly agentId: string;
  /** In order, oldest first. */
  readonly intervals: readonly AgentInterval[];
  /** True when older ones exist that are not here. */
  readonly cut: boolean;
}

const tail_max = 48;
const agents_max = 50_000;

export class AgentShelf {
  readonly #tails = new Map<string, AgentTail>();

  clear(): void {
    this.#tails.clear();
  }

  keep(tails: Iterable<AgentTail>): void {
    for (const tail of tails) {
      this.#tails.delete(tail.agentId);
      const cut = tail.cut || tail.intervals.length > tail_max;
      this.#tails.set(tail.agentId, { ...tail, intervals: tail.intervals.slice(-tail_max), cut });
    }
    for (const agentId of this.#tails.keys()) {
      if (this.#tails.size <= agents_max) break;
      this.#tails.delete(agentId);
    }
  }

  async load(tx: SqlTransaction, regions: readonly string[], agentId: string): Promise<AgentTail> {
    const known = this.#tails.get(agentId);
    if (known) return known;
    const intervals = await readIntervals(tx, regions, agentId, tail_max);
    return { agentId, intervals, cut: intervals.length >= tail_max };
  }
}

/** All of an agent's intervals, or the latest `limit`, in order. */
export async function readIntervals(
  tx: SqlTransaction,
  regions: readonly string[],
  agentId: string,
  limit: number | null,
): Promise<AgentInterval[]> {
  const rows = await tx.query<IntervalRow>(
    `SELECT * FROM agent_interval WHERE region = ANY($1) AND agent_id = $2
     ORDER BY started_at DESC, said_at DESC, sequence DESC ${limit === null ? '' : `LIMIT ${limit}`}`,
    [regions, agentId],
  );
  return rows.map(intervalOfRow).sort(comparePoints);
}

/** True when these points may change intervals that the tail doesn't hold. */
export function reachesBeyond(tail: AgentTail, points: readonly ChangePoint[]): boolean {
  const anchor = tail.intervals[1];
  if (!tail.cut || !anchor) return false;
  return points.some((point) => comparePoints(point, anchor) < 0 || point.saidAt < anchor.startedAt);
}

/** The tail with new points woven in, and the intervals of it that are new or changed. */
export function weave(
  tail: AgentTail,
  points: readonly ChangePoint[],
  losses: Losses,
): { readonly tail: AgentTail; readonly changed: readonly AgentInterval[] } {
  const floor = tail.cut ? tail.intervals[0]!.startedAt : undefined;
  const intervals = intervalsOf([...tail.intervals, ...points], losses, floor);
  const before = new Map(tail.intervals.map((interval) => [pointKey(interval), interval]));
  const changed = intervals.filter((interval) => {
    const known = before.get(pointKey(interval));
    return (
      !known ||
      known.startedAt !== interval.startedAt ||
      known.endedAt !== interval.endedAt ||
      known.lost !== interval.lost
    );
  });
  return { tail: { ...tail, intervals }, changed };
}

function pointKey(point: ChangePoint): string {
  return `${point.process}/${point.boot}/${point.sequence}`;
}
