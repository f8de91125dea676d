/**
 * What this router knows: each site's latest state and link, and the decisions still in flight, its own
 * and the other routers'. Answers with a row for each site, at a cost that knows nothing of agents.
 */
import type { Clock } from '../../kernel/ports/clock.ts';
import type { KnownSite } from '../../kernel/selection/decide.ts';
import type { SiteState } from '../../kernel/site/state.ts';
import { Echo } from '../../kernel/view/echo.ts';
import { InFlight } from '../../kernel/view/in-flight.ts';
import { SiteView } from '../../kernel/view/site-view.ts';

export interface ClusterViewOptions {
  readonly sites: readonly string[];
  readonly clock: Clock;
  /** A link is usable while its own echo is at most this old, ms. */
  readonly echoAgeMaxMs: number;
  /** How long a decision may count as in flight, ms. */
  readonly tokenLivesMs: number;
}

export class ClusterView {
  readonly #clock: Clock;
  readonly #echoAgeMaxMs: number;
  readonly #tokenLivesMs: number;
  readonly #sites = new Map<string, HeldSite>();
  readonly inFlight = new InFlight();

  constructor(options: ClusterViewOptions) {
    this.#clock = options.clock;
    this.#echoAgeMaxMs = options.echoAgeMaxMs;
    this.#tokenLivesMs = options.tokenLivesMs;
    for (const site of options.sites) this.#sites.set(site, { state: new SiteView(site), echo: new Echo() });
  }

  /** The link's echo of a site; undefined for a site that the configuration doesn't name. */
  echoOf(site: string): Echo | undefined {
    return this.#sites.get(site)?.echo;
  }

  stateOf(site: string): SiteView | undefined {
    return this.#sites.get(site)?.state;
  }

  /** Takes what a site says about itself; false when the site isn't known. */
  siteState(state: SiteState): boolean {
    const held = this.#sites.get(state.site);
    if (!held) return false;
    const nowMono = this.#clock.monoMs();
    const applied = held.state.apply(state, nowMono);
    if (applied.outcome !== 'applied') return true;
    for (const id of applied.arrived) this.inFlight.settle(id, nowMono + this.#tokenLivesMs);
    return true;
  }

  /** A decision of this or another router counts at `site`, at most as long as a token lives. */
  decided(decisionId: string, site: string, queue: string, livesMs: number): void {
    const lives = Math.min(livesMs, this.#tokenLivesMs);
    this.inFlight.add(decisionId, site, queue, this.#clock.monoMs() + lives);
  }

  /** The decision's call arrived elsewhere, failed, or was cancelled. */
  over(decisionId: string): void {
    this.inFlight.settle(decisionId, this.#clock.monoMs() + this.#tokenLivesMs);
  }

  /** One row for each site, as of now. */
  known(queue: string): KnownSite[] {
    const nowMono = this.#clock.monoMs();
    this.inFlight.expire(nowMono);
    const rows: KnownSite[] = [];
    for (const [site, { state, echo }] of this.#sites) {
      const echoAgeMs = echo.ageMs(nowMono);
      rows.push({
        site,
        usable: state.known && echoAgeMs <= this.#echoAgeMaxMs,
        echoAgeMs,
        ageMs: state.ageMs(nowMono),
        accepting: state.accepting,
        queue: state.queue(queue),
        inFlight: this.inFlight.count(site, queue),
      });
    }
    return rows;
  }

  /** How old each site's state is, and what was dropped of it. */
  states(): { site: string; ageMs: number; older: number; gaps: number }[] {
    const nowMono = this.#clock.monoMs();
    return [...this.#sites.values()].map(({ state }) => ({
      site: state.site,
      ageMs: state.ageMs(nowMono),
      older: state.olderDropped,
      gaps: state.gaps,
    }));
  }

  /** Sites whose link proves itself and whose state is known, at this moment. */
  usableSites(): number {
    return this.#sitesWithin(this.#echoAgeMaxMs);
  }

  /**
   * No site is usable now, but a stream to one is open and only its echo is late: so it is when this
   * process or the machine stood still for a moment, and the next heartbeats mend it.
   */
  mayRecover(): boolean {
    return this.usableSites() === 0 && this.#sitesWithin(Number.MAX_VALUE) > 0;
  }

  #sitesWithin(echoAgeMaxMs: number): number {
    const nowMono = this.#clock.monoMs();
    let count = 0;
    for (const { state, echo } of this.#sites.values()) {
      if (state.known && echo.ageMs(nowMono) <= echoAgeMaxMs) count += 1;
    }
    return count;
  }
}

interface HeldSite {
  readonly state: SiteView;
  readonly echo: Echo;
}
