import type { AgentFact, AgentState, Event } from '../../kernel/event/fact.ts';
import {
  type AgentInterval,
  type ChangePoint,
  changePointOf,
  comparePoints,
} from '../../kernel/record/agent-interval.ts';
import type { Losses } from '../../kernel/record/process-loss.ts';
import type { AgentRow } from './feed.ts';

/** Agents as they stand now: for each the latest change that counts. */
interface LiveAgent {
  point: ChangePoint;
  by: 'desktop' | 'phone';
}

/** Agents held; the cluster is built for 24,000. */
const agents_max = 50_000;

export class LiveAgents {
  readonly #agents = new Map<string, LiveAgent>();
  readonly #changed = new Set<string>();

  take(event: Event<AgentFact>): void {
    const point = changePointOf(event);
    const { fact } = event;
    const known = this.#agents.get(fact.agentId);
    if (known && comparePoints(point, known.point) <= 0) return;
    const by = fact.kind === 'AgentSignedIn' ? fact.by : (known?.by ?? 'phone');
    this.#set(fact.agentId, { point, by });
  }

  /** An open interval that was known before the feed began. */
  seed(interval: AgentInterval): void {
    const by = interval.reason === 'signed-in-by-desktop' ? 'desktop' : 'phone';
    this.#set(interval.agentId, { point: interval, by });
  }

  /** Whoever a process kept is touched when it is lost, or comes back. */
  touch(process: string, boot: string): void {
    for (const [agentId, { point }] of this.#agents) {
      if (point.process === process && point.boot === boot) this.#changed.add(agentId);
    }
  }

  changed(): ReadonlySet<string> {
    return this.#changed;
  }

  settle(): void {
    this.#changed.clear();
  }

  ids(): Iterable<string> {
    return this.#agents.keys();
  }

  /** `undefined` for one who is signed out, or was kept by a lost process. */
  row(agentId: string, losses: Losses, at: number): AgentRow | undefined {
    const agent = this.#agents.get(agentId);
    if (!agent || !isSignedIn(agent.point, losses)) return undefined;
    const { point, by } = agent;
    return {
      agentId,
      site: point.site,
      state: point.state,
      since: point.saidAt,
      inStateMs: Math.max(0, at - point.saidAt),
      reason: point.reason,
      callId: point.callId,
      by,
      source: `site/${point.site}`,
    };
  }

  byState(losses: Losses): Map<string, Partial<Record<AgentState, number>>> {
    const bySite = new Map<string, Partial<Record<AgentState, number>>>();
    for (const { point } of this.#agents.values()) {
      if (!isSignedIn(point, losses)) continue;
      const states = bySite.get(point.site) ?? {};
      states[point.state] = (states[point.state] ?? 0) + 1;
      bySite.set(point.site, states);
    }
    return bySite;
  }

  #set(agentId: string, agent: LiveAgent): void {
    if (!this.#agents.has(agentId) && this.#agents.size >= agents_max) return;
    this.#agents.set(agentId, agent);
    this.#changed.add(agentId);
  }
}

function isSignedIn(point: ChangePoint, losses: Losses): boolean {
  return point.state !== 'logged-out' && losses.lossOf(point.process, point.boot) === undefined;
}
