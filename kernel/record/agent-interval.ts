import type { AgentFact, AgentState, Event } from '../event/fact.ts';
import { compareBoots, compareText } from './event-order.ts';
import type { Losses } from './process-loss.ts';

/**
 * Agents' time: every second from an agent's first sign-in on is in exactly one state. The facts are points
 * of change; an interval lasts from its point to the next that counts.
 */
export interface ChangePoint {
  readonly agentId: string;
  readonly site: string;
  readonly sessionEpoch: number;
  readonly ownerEpoch: number;
  readonly process: string;
  readonly boot: string;
  readonly sequence: number;
  /** Epoch ms as told. */
  readonly saidAt: number;
  readonly state: AgentState;
  readonly reason: string;
  readonly callId: string;
}

export interface AgentInterval extends ChangePoint {
  /** Never before the end of the interval before it. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Ended because the process that said it was lost. */
  readonly lost: boolean;
}

export function changePointOf(event: Event<AgentFact>): ChangePoint {
  const { fact } = event;
  return {
    agentId: fact.agentId,
    site: event.site,
    sessionEpoch: fact.sessionEpoch,
    ownerEpoch: event.ownerEpoch,
    process: event.id.process,
    boot: event.id.boot,
    sequence: event.id.sequence,
    saidAt: event.atMs,
    ...stateOf(fact),
  };
}

function stateOf(fact: AgentFact): Pick<ChangePoint, 'state' | 'reason' | 'callId'> {
  switch (fact.kind) {
    case 'AgentSignedIn':
      return { state: 'not-ready', reason: `signed-in-by-${fact.by}`, callId: '' };
    case 'AgentStateChanged':
      return { state: fact.to, reason: fact.reason, callId: fact.callId };
    case 'AgentSignedOut':
      return { state: 'logged-out', reason: fact.reason, callId: '' };
  }
}

/** By session, then as events are ordered. A session made later ends those made before it. */
export function comparePoints(a: ChangePoint, b: ChangePoint): number {
  return (
    a.sessionEpoch - b.sessionEpoch ||
    a.ownerEpoch - b.ownerEpoch ||
    compareBoots(a.boot, b.boot) ||
    compareText(a.process, b.process) ||
    a.sequence - b.sequence
  );
}

/**
 * All intervals of one agent, from points in any order and any number of times. What an older session said after a
 * newer one had begun has no length. Time is cut, never stretched: a clock that jumped back gives an interval
 * of no length, not an overlap. `floorAt` is where the first may start, when earlier ones are left out.
 */
export function intervalsOf(
  points: Iterable<ChangePoint>,
  losses: Losses,
  floorAt = Number.NEGATIVE_INFINITY,
): AgentInterval[] {
  const ordered = distinct(points);
  const ceilings = laterSessionStarts(ordered);
  const starts: number[] = [];
  let floor = floorAt;
  for (const [index, point] of ordered.entries()) {
    floor = Math.max(floor, Math.min(point.saidAt, ceilings[index]!));
    starts.push(floor);
  }
  const intervals: AgentInterval[] = [];
  for (const [index, point] of ordered.entries()) {
    const startedAt = starts[index]!;
    const next = starts[index + 1] ?? null;
    const lostAt = lossAfter(point, ordered[index + 1], losses);
    const lost = lostAt !== null && (next === null || lostAt < next);
    const endedAt = lost ? Math.max(startedAt, lostAt) : next;
    intervals.push({ ...point, startedAt, endedAt, lost });
  }
  return intervals;
}

/** A pair of intervals of one agent that share time: the fold makes none, a checker looks for them. */
export interface Overlap<I> {
  readonly agentId: string;
  readonly first: I;
  readonly second: I;
}

type Span = { readonly agentId: string; readonly startedAt: number; readonly endedAt: number | null };

export function overlapsOf<I extends Span>(intervals: Iterable<I>): Overlap<I>[] {
  const byAgent = new Map<string, I[]>();
  for (const interval of intervals) {
    const known = byAgent.get(interval.agentId);
    if (known) known.push(interval);
    else byAgent.set(interval.agentId, [interval]);
  }
  const found: Overlap<I>[] = [];
  for (const [agentId, spans] of byAgent) {
    const lasting = spans.filter((span) => endOf(span) > span.startedAt);
    lasting.sort((a, b) => a.startedAt - b.startedAt || endOf(a) - endOf(b));
    let longest: I | undefined;
    for (const span of lasting) {
      if (longest && endOf(longest) > span.startedAt) found.push({ agentId, first: longest, second: span });
      if (!longest || endOf(span) > endOf(longest)) longest = span;
    }
  }
  return found;
}

function endOf(span: Span): number {
  return span.endedAt ?? Number.POSITIVE_INFINITY;
}

function distinct(points: Iterable<ChangePoint>): ChangePoint[] {
  const byId = new Map<string, ChangePoint>();
  for (const point of points) byId.set(`${point.process}/${point.boot}/${point.sequence}`, point);
  return [...byId.values()].sort(comparePoints);
}

/** For each point, when the first later session began; infinity for none. */
function laterSessionStarts(ordered: readonly ChangePoint[]): number[] {
  const firstSaid = new Map<number, number>();
  for (const point of ordered) {
    const known = firstSaid.get(point.sessionEpoch);
    if (known === undefined || point.saidAt < known) firstSaid.set(point.sessionEpoch, point.saidAt);
  }
  const sessions = [...firstSaid.keys()].sort((a, b) => b - a);
  const ceilings = new Map<number, number>();
  let ceiling = Number.POSITIVE_INFINITY;
  for (const session of sessions) {
    ceilings.set(session, ceiling);
    ceiling = Math.min(ceiling, firstSaid.get(session)!);
  }
  return ordered.map((point) => ceilings.get(point.sessionEpoch)!);
}

/** When the process that said `point` was lost, if it said nothing after it. */
function lossAfter(point: ChangePoint, next: ChangePoint | undefined, losses: Losses): number | null {
  if (next && next.process === point.process && next.boot === point.boot) return null;
  return losses.lossOf(point.process, point.boot)?.lastHeardAt ?? null;
}
