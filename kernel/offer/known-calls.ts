import type { ReadyAgent } from '../agent/ready-agents.ts';
import { compareQueued, type QueuedCall, WaitingCalls } from '../queue/waiting-calls.ts';
import type { WaitingEntry } from './message.ts';

/** Calls that an agent takes before others, and why that is allowed. */
export interface Overtaken {
  readonly bySkill: number;
  readonly afterRona: number;
  readonly overCutLink: number;
  /** A younger call of the agent's own site was taken, by its local preference. */
  readonly byLocalPreference: number;
  /** The agent answered the Solicit of another site's younger call before it was offered for the older. */
  readonly bySolicit: number;
}

/**
 * The waiting calls of all sites as one site knows them. Its own are shared with the desk that owns
 * them; the others' come by list and delta, aged by this site's clock since their receipt.
 */
export class KnownCalls {
  readonly #bySite = new Map<string, WaitingCalls>();
  readonly #ownSite: string;

  constructor(ownSite: string, ownWaiting: WaitingCalls) {
    this.#ownSite = ownSite;
    this.#bySite.set(ownSite, ownWaiting);
  }

  /** A whole list: what it doesn't name no longer waits. */
  replace(site: string, entries: readonly WaitingEntry[], nowMs: number): void {
    if (site === this.#ownSite) return;
    this.#at(site).clear();
    for (const entry of entries) this.add(site, entry, nowMs);
  }

  add(site: string, entry: WaitingEntry, nowMs: number): void {
    if (site === this.#ownSite) return;
    const { callId, queue, priority, localPreferenceMs, waitedMs } = entry;
    this.#at(site).add({ callId, queue, priority, localPreferenceMs, enteredMs: nowMs - waitedMs });
  }

  remove(site: string, callId: string): void {
    if (site !== this.#ownSite) this.#at(site).remove(callId);
  }

  /** The first fitting call over the sites that are open; a call of this very site counts as older by its local preference. */
  firstFor(
    agent: ReadyAgent,
    isOpen: (site: string) => boolean,
    skip: (call: QueuedCall) => boolean,
  ): { readonly site: string; readonly call: QueuedCall } | undefined {
    let best: { readonly site: string; readonly call: QueuedCall } | undefined;
    for (const [site, known] of this.#bySite) {
      if (known.size === 0 || !isOpen(site)) continue;
      const call = known.firstOf(agent.queues, 1, skip)[0];
      if (
        call &&
        (!best || compareQueued(this.#preferred(site, call), this.#preferred(best.site, best.call)) < 0)
      ) {
        best = { site, call };
      }
    }
    return best;
  }

  listFor(agent: ReadyAgent, site: string, limit: number, skip: (call: QueuedCall) => boolean): QueuedCall[] {
    return this.#at(site).firstOf(agent.queues, limit, skip);
  }

  /** Who is passed over when `agent` goes to `first` of `site`: the order allows nothing else. */
  overtakenBy(
    agent: ReadyAgent,
    site: string,
    first: QueuedCall,
    isOpen: (site: string) => boolean,
    skip: (call: QueuedCall) => boolean,
  ): Overtaken {
    let bySkill = 0;
    let afterRona = 0;
    let overCutLink = 0;
    let byLocalPreference = 0;
    let bySolicit = 0;
    for (const [other, known] of this.#bySite) {
      if (known.size === 0) continue;
      const ahead = known.before(first, agent.queues);
      bySkill += ahead.all - ahead.inQueues;
      if (ahead.inQueues === 0) continue;
      const head = other === site ? undefined : known.firstOf(agent.queues, 1, skip)[0];
      if (!isOpen(other)) overCutLink += ahead.inQueues;
      else if (head && compareQueued(head, first) < 0) {
        if (site === this.#ownSite && first.localPreferenceMs > 0) byLocalPreference += 1;
        else bySolicit += 1;
      } else afterRona += ahead.inQueues;
    }
    return { bySkill, afterRona, overCutLink, byLocalPreference, bySolicit };
  }

  #preferred(site: string, call: QueuedCall): QueuedCall {
    if (site !== this.#ownSite || call.localPreferenceMs === 0) return call;
    return { ...call, enteredMs: call.enteredMs - call.localPreferenceMs };
  }

  #at(site: string): WaitingCalls {
    let known = this.#bySite.get(site);
    if (!known) {
      known = new WaitingCalls();
      this.#bySite.set(site, known);
    }
    return known;
  }
}
