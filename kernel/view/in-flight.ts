/**
 * Decisions whose calls no site's state shows yet. A decision counts at each site it was sent to until
 * the state of one of them lists it as arrived, until its token expires, or until it is over; without
 * this a burst would herd to whatever looked best a moment ago. Counting is of constant cost.
 */
export class InFlight {
  readonly #decisions = new Map<string, InFlightDecision>();
  /** Per `site` and queue: how many decisions count there. */
  readonly #counts = new Map<string, Map<string, number>>();
  /** Ids that arrived or ended before a late notice of them may still come, with the time to forget them. */
  readonly #settled = new Map<string, number>();
  readonly #limitMax: number;
  /** Decisions that were not counted because `limitMax` were in flight. */
  refusedForLimit = 0;

  constructor(limitMax = 100_000) {
    this.#limitMax = limitMax;
  }

  /** The decision counts at `site`, and at any site it was added to before, until `expiresMono`. */
  add(decisionId: string, site: string, queue: string, expiresMono: number): void {
    if (this.#settled.has(decisionId)) return;
    const known = this.#decisions.get(decisionId);
    if (known) {
      if (known.sites.includes(site)) return;
      known.sites.push(site);
      this.#change(site, known.queue, 1);
      return;
    }
    if (this.#decisions.size >= this.#limitMax) {
      this.refusedForLimit += 1;
      return;
    }
    this.#decisions.set(decisionId, { queue, sites: [site], expiresMono });
    this.#change(site, queue, 1);
  }

  /** The call arrived and its site counts it, or it is over: it counts nowhere any more. */
  settle(decisionId: string, forgetAtMono: number): void {
    this.#settled.set(decisionId, forgetAtMono);
    this.#drop(decisionId);
  }

  count(site: string, queue: string): number {
    return this.#counts.get(site)?.get(queue) ?? 0;
  }

  get size(): number {
    return this.#decisions.size;
  }

  /** Forgets what has expired. Lives are alike, so both maps are nearly in order of expiry. */
  expire(nowMono: number): void {
    for (const [id, decision] of this.#decisions) {
      if (decision.expiresMono > nowMono) break;
      this.#drop(id);
    }
    for (const [id, forgetAtMono] of this.#settled) {
      if (forgetAtMono > nowMono && this.#settled.size <= this.#limitMax) break;
      this.#settled.delete(id);
    }
  }

  #drop(decisionId: string): void {
    const decision = this.#decisions.get(decisionId);
    if (!decision) return;
    this.#decisions.delete(decisionId);
    for (const site of decision.sites) this.#change(site, decision.queue, -1);
  }

  #change(site: string, queue: string, by: 1 | -1): void {
    let queues = this.#counts.get(site);
    if (!queues) {
      queues = new Map();
      this.#counts.set(site, queues);
    }
    const count = (queues.get(queue) ?? 0) + by;
    if (count === 0) queues.delete(queue);
    else queues.set(queue, count);
  }
}

interface InFlightDecision {
  readonly queue: string;
  readonly sites: string[];
  readonly expiresMono: number;
}
