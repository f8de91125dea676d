import type { Counter, Metrics } from '../../kernel/ports/metrics.ts';
import type { SiteState } from '../../kernel/site/state.ts';
import { encodeSiteState, siteStateTopic } from '../../platform/codec/site-state-codec.ts';
import type { EventLog } from '../../platform/log/port.ts';

/** States that may wait while one append is under way; then the oldest fall, and the next whole one heals. */
const waitingStates_max = 100;

/** Puts a site's states into the log for whoever comes later. Best effort: what is lost is older than the next. */
export class StateLog {
  readonly #log: EventLog;
  readonly #lost: Counter;
  #waiting: SiteState[] = [];
  #busy = false;

  constructor(log: EventLog, metrics: Metrics) {
    this.#log = log;
    this.#lost = metrics.counter(
      'tandem_site_states_lost_total',
      'States of this site that the log did not take',
    );
  }

  write(state: SiteState): void {
    this.#waiting.push(state);
    if (this.#waiting.length > waitingStates_max) {
      this.#waiting.shift();
      this.#lost.add();
    }
    if (!this.#busy) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const states = this.#waiting;
      this.#waiting = [];
      try {
        await this.#log.append(
          siteStateTopic,
          states.map((state) => ({ key: state.site, value: encodeSiteState(state) })),
        );
      } catch {
        this.#lost.add(states.length);
      }
    }
    this.#busy = false;
  }
}
