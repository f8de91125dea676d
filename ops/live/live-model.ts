import type { AgentFact, Event } from '../../kernel/event/fact.ts';
import { isCall, isDecision } from '../../kernel/record/contact.ts';
import { LossBook, type ProcessLoss } from '../../kernel/record/process-loss.ts';
import type { SiteState } from '../../kernel/site/state.ts';
import type { ProcessPresence } from '../../platform/coordination/presence.ts';
import type { FeedLimits, FeedSnapshot, Notice } from './feed.ts';
import { LiveAgents } from './live-agents.ts';
import { type LiveCallLimits, LiveCalls } from './live-calls.ts';
import { LiveDecisions } from './live-decisions.ts';
import { LiveSites } from './live-sites.ts';
import { Tally } from './tally.ts';

/**
 * What the cluster is doing now, in memory, from everything that is heard of it. It knows nothing of
 * sockets and databases; every input carries its time, and what it holds is bounded.
 */
export interface LiveLimits extends LiveCallLimits {
  readonly agentsShown: number;
  readonly decisionsShown: number;
  readonly siteSilentAfterMs: number;
}

/** The same moment on both clocks. */
export interface Now {
  readonly mono: number;
  readonly wall: number;
}

export class LiveModel {
  readonly losses = new LossBook();
  readonly tally: Tally;
  readonly calls: LiveCalls;
  readonly agents = new LiveAgents();
  readonly decisions: LiveDecisions;
  readonly sites: LiveSites;
  readonly #limits: LiveLimits;
  readonly #notices = new Map<string, Notice>();

  constructor(siteNames: readonly string[], limits: LiveLimits, since: number) {
    this.#limits = limits;
    this.tally = new Tally(since);
    this.calls = new LiveCalls(limits, this.tally, this.losses);
    this.decisions = new LiveDecisions(limits.decisionsShown);
    this.sites = new LiveSites(
      siteNames,
      limits.siteSilentAfterMs,
      (process, boot) => this.losses.lossOf(process, boot) !== undefined,
    );
  }

  takeEvent(event: Event, now: Now): void {
    this.sites.heardFact(event.site, event.id.process, now.wall - event.atMs, now.mono);
    if (isCall(event) || isDecision(event)) {
      this.calls.take(event, now.mono);
      const record = this.calls.record(event.fact.callId);
      if (record) this.decisions.take(record);
    } else if ('sessionEpoch' in event.fact) {
      this.agents.take(event as Event<AgentFact>);
    }
  }

  takeLoss(finding: ProcessLoss, now: Now): void {
    if (!this.losses.enter(finding)) return;
    this.calls.touch(finding, now.mono);
    this.agents.touch(finding.process, finding.boot);
  }

  takeState(state: SiteState, now: Now): void {
    this.sites.takeState(state, now.mono);
  }

  appeared(presence: ProcessPresence, now: Now): void {
    this.sites.appeared(presence, now.mono);
  }

  vanished(process: string, now: Now): void {
    this.sites.vanished(process, now.mono);
  }

  /** `undefined` takes the notice of that code away. */
  notice(code: string, notice: Omit<Notice, 'code'> | undefined): void {
    if (notice) this.#notices.set(code, { code, ...notice });
    else this.#notices.delete(code);
  }

  notices(): Notice[] {
    const { givenUp } = this.calls.counters;
    const crowded: Notice = {
      level: 'warning',
      code: 'too-many-calls',
      sentence: `More calls than this page can follow at once: ${givenUp} were given up. The records have them.`,
    };
    return [...this.#notices.values(), ...(givenUp > 0 ? [crowded] : [])];
  }

  siteRows(now: Now) {
    const agentsByState = this.agents.byState(this.losses);
    const callsByStage = this.calls.stagesBySite();
    const cutAt = (site: string) => this.tally.cutAt(site);
    return this.sites.siteRows({ agentsByState, callsByStage, cutAt }, now.mono);
  }

  counters(now: Now) {
    return this.tally.counters(this.calls.now(now.wall));
  }

  /** Signed-in agents by id, as many as are shown. */
  shownAgents(now: Now): { readonly ids: readonly string[]; readonly omitted: number } {
    const ids = [...this.agents.ids()].filter((id) => this.agents.row(id, this.losses, now.wall)).sort();
    const { agentsShown } = this.#limits;
    return { ids: ids.slice(0, agentsShown), omitted: Math.max(0, ids.length - agentsShown) };
  }

  limits(callsOmitted: number, agentsOmitted: number): FeedLimits {
    const { endedShownMs, callsShown, agentsShown, decisionsShown } = this.#limits;
    return { endedShownMs, callsShown, agentsShown, decisionsShown, callsOmitted, agentsOmitted };
  }

  snapshot(number: number, now: Now): FeedSnapshot {
    const calls = this.calls.shown(now.mono);
    const agents = this.shownAgents(now);
    const sites = this.siteRows(now);
    return {
      type: 'snapshot',
      number,
      sentAt: now.wall,
      ages: this.sites.ages(now.mono),
      sites,
      ...this.sites.processRows(now.mono),
      agents: present(agents.ids.map((id) => this.agents.row(id, this.losses, now.wall))),
      calls: present(calls.ids.map((id) => this.calls.row(id, now.wall))),
      decisions: present(this.decisions.ids().map((id) => this.decisions.row(id, now.wall))),
      counters: this.counters(now),
      limits: this.limits(calls.omitted, agents.omitted),
      notices: this.notices(),
    };
  }
}

export function present<T>(rows: readonly (T | undefined)[]): T[] {
  return rows.filter((row): row is T => row !== undefined);
}
