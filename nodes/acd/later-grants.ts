import type { Timers } from '../../kernel/ports/timers.ts';
import type { AgentRecord } from './agent-record.ts';
import type { Grant, SessionGrants } from './session-grants.ts';

const regrantEveryMs = 5000;

/**
 * Asks for the grants that provisional sessions lack, until they have them or are over. One question at
 * a time for each agent, however often a desktop comes and goes while nobody grants.
 */
export class LaterGrants {
  readonly #grants: SessionGrants;
  readonly #timers: Timers;
  readonly #granted: (agent: AgentRecord) => void;

  /** `granted`: this agent's session has an epoch of its own now. */
  constructor(grants: SessionGrants, timers: Timers, granted: (agent: AgentRecord) => void) {
    this.#grants = grants;
    this.#timers = timers;
    this.#granted = granted;
  }

  ask(agent: AgentRecord): void {
    if (agent.isRegranting) return;
    agent.isRegranting = true;
    this.#timers.after(regrantEveryMs, () => {
      const { signedInBy, isProvisional, settings } = agent;
      if (signedInBy && isProvisional) {
        void this.#grants.grant(settings.id, signedInBy).then((grant) => this.#answered(agent, grant));
      } else agent.isRegranting = false;
    });
  }

  #answered(agent: AgentRecord, grant: Grant): void {
    agent.isRegranting = false;
    if (!agent.signedInBy) {
      // Signed out meanwhile: the agent is no more this site's than anybody's.
      this.#grants.release(agent.settings.id, grant.epoch);
    } else if (grant.provisional) {
      if (agent.isProvisional) this.ask(agent);
    } else if (grant.epoch > agent.epoch) {
      agent.epoch = grant.epoch;
      agent.isProvisional = false;
      this.#granted(agent);
    }
  }
}
