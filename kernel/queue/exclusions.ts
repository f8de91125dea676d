/**
 * Which call is not to go to which agent for now (network-queue row 19). Whoever adds one ends it; bounded
 * by the calls that ring out within that time.
 */
export class Exclusions {
  readonly #byCall = new Map<string, Set<string>>();

  add(callId: string, agentId: string): void {
    const agents = this.#byCall.get(callId) ?? new Set();
    this.#byCall.set(callId, agents.add(agentId));
  }

  end(callId: string, agentId: string): void {
    const agents = this.#byCall.get(callId);
    if (agents?.delete(agentId) && agents.size === 0) this.#byCall.delete(callId);
  }

  excludes(callId: string, agentId: string): boolean {
    return this.#byCall.get(callId)?.has(agentId) ?? false;
  }
}
