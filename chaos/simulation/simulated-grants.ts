import type { Grant, SessionGrants } from '../../nodes/acd/session-grants.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** How long the engine takes for a grant, and a process waits for one, ms. */
const grantTakesMs = 2;
const grantWithinMs = 1000;

type Moved = (agentId: string, epoch: number, site: string) => void;

/** What grants roles and agent sessions over a simulated cluster: one revision that only rises. */
export class SimulatedCoordination {
  isAway = false;
  readonly #resolved: () => void;
  #revision = 0;
  readonly #clients: { readonly process: SimulatedProcess; moved: Moved }[] = [];

  /** `resolved`: a promise was resolved, and the run must let it settle. */
  constructor(resolved: () => void) {
    this.#resolved = resolved;
  }

  nextRevision(): number {
    this.#revision += 1;
    return this.#revision;
  }

  grantsFor(process: SimulatedProcess): SessionGrants {
    const client = { process, moved: (() => {}) as Moved };
    this.#clients.push(client);
    return {
      grant: (agentId) => this.#grant(process, agentId),
      release: () => {},
      onMoved: (moved) => {
        client.moved = moved;
      },
      close: () => {},
    };
  }

  #grant(process: SimulatedProcess, agentId: string): Promise<Grant> {
    return new Promise((resolve) => {
      const answer = (grant: Grant) => {
        this.#resolved();
        resolve(grant);
      };
      if (this.isAway) {
        process.after(grantWithinMs, () => answer({ epoch: 0, provisional: true }));
        return;
      }
      const epoch = this.nextRevision();
      for (const { process: other, moved } of this.#clients) {
        if (other.site !== process.site) other.after(grantTakesMs, () => moved(agentId, epoch, process.site));
      }
      process.after(grantTakesMs, () => answer({ epoch, provisional: false }));
    });
  }
}
