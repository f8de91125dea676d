import { OrderedSet } from '../queue/ordered-set.ts';

/** An agent who could take a call now. */
export interface ReadyAgent {
  readonly agentId: string;
  readonly queues: readonly string[];
  /** Since when, on this process's clock; kept when an offer came to nothing without the agent's doing. */
  readonly availableSinceMs: number;
}

/** Ready agents by queue, the longest available first: O(queues · log n) to come and go. */
export class ReadyAgents {
  readonly #agents = new Map<string, ReadyAgent>();
  readonly #byQueue = new Map<string, OrderedSet<ReadyAgent>>();

  has(agentId: string): boolean {
    return this.#agents.has(agentId);
  }

  add(agent: ReadyAgent): void {
    this.remove(agent.agentId);
    this.#agents.set(agent.agentId, agent);
    for (const queue of agent.queues) {
      let set = this.#byQueue.get(queue);
      if (!set) {
        set = new OrderedSet(compareAvailable);
        this.#byQueue.set(queue, set);
      }
      set.insert(agent);
    }
  }

  remove(agentId: string): boolean {
    const agent = this.#agents.get(agentId);
    if (!agent) return false;
    this.#agents.delete(agentId);
    for (const queue of agent.queues) this.#byQueue.get(queue)?.delete(agent);
    return true;
  }

  /** The longest-available agent of a queue, leaving out those that `skip` refuses. */
  longest(queue: string, skip: (agent: ReadyAgent) => boolean): ReadyAgent | undefined {
    const set = this.#byQueue.get(queue);
    let agent = set?.first();
    while (agent && skip(agent)) agent = set!.after(agent);
    return agent;
  }

  ids(): readonly string[] {
    return [...this.#agents.keys()];
  }

  /** Comparisons made so far, for tests of cost. */
  get comparisons(): number {
    let sum = 0;
    for (const set of this.#byQueue.values()) sum += set.comparisons;
    return sum;
  }
}

function compareAvailable(a: ReadyAgent, b: ReadyAgent): number {
  return (
    a.availableSinceMs - b.availableSinceMs || (a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0)
  );
}
