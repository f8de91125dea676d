/**
 * Which call is not to go to which agent, and how long (network-queue row 19: 60 s after a RONA).
 * Bounded by the calls that ring out; forgotten when their time is over and somebody asks.
 */
export class Exclusions {
  readonly #byCall = new Map<string, Map<string, number>>();

  /** `untilMs` on the caller's own clock. */
  add(callId: string, agentId: string, untilMs: number): void {
    let agents = this.#byCall.get(callId);
    if (!agents) {
      agents = new Map();
      this.#byCall.set(callId, agents);
    }
    agents.set(agentId, untilMs);
  }

  excludes(callId: string, agentId: string, nowMs: number): boolean {
    const agents = this.#byCall.get(callId);
    const untilMs = agents?.get(agentId);
    if (agents === undefined || untilMs === undefined) return false;
    if (nowMs < untilMs) return true;
    agents.delete(agentId);
    if (agents.size === 0) this.#byCall.delete(callId);
    return false;
  }
}
