import type { AgentOutcome, PhoneDrop } from './agent-side-state.ts';
import type { CallData, ToCallSite } from './message.ts';

/** What the agents of a site do to the world. Called synchronously, in the order in which things happen. */
export interface AgentDeskDelegate {
  send(to: string, message: ToCallSite): void;
  /** How long a phone may ring for a call of this queue. */
  readonly ringMsOf: (queue: string) => number;
  /** `offered`: the agent is reserved, for a call not yet known. */
  agentReserved(agentId: string, offerId: string): void;
  /** The call is known; always before `ringPhone`. */
  popScreen(agentId: string, offerId: string, call: CallData): void;
  ringPhone(agentId: string, offerId: string, call: CallData): void;
  dropPhone(agentId: string, offerId: string, because: PhoneDrop): void;
  /** The agent's phone and the leg from the call's site hear each other. */
  joinPhone(agentId: string, offerId: string, call: CallData, callSite: string): void;
  agentTalking(agentId: string, offerId: string, call: CallData): void;
  /** The offer is over. Unless the outcome is `ready` and nothing else stands against it, the agent is not to be offered. */
  offerOver(agentId: string, offerId: string, outcome: AgentOutcome): void;
  /** The agent's session is not the latest: another site showed a higher epoch. */
  sessionStale(agentId: string): void;
  endLeg(callSite: string, offerId: string, callId: string, byPerson: boolean): void;
  /** 480 to the INVITE of a leg whose offer is not live. */
  refuseLeg(callSite: string, offerId: string): void;
  lapsed(site: string): void;
  proven(site: string): void;
  count(
    name:
      | 'ghost-ring'
      | 'ghost-join'
      | 'rona'
      | 'not-live'
      | 'overtaken-by-skill'
      | 'overtaken-after-rona'
      | 'overtaken-over-cut-link'
      | 'overtaken-by-solicit'
      | 'local-preference',
    by: number,
  ): void;
}
