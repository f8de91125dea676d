import type { AgentState } from '../../kernel/event/fact.ts';
import type { CallData } from '../../kernel/offer/message.ts';

/** An agent as shown to people; ages and durations in ms. */
export interface AgentView {
  readonly agentId: string;
  readonly name: string;
  readonly queues: readonly string[];
  readonly state: AgentState;
  /** How long it has been so. */
  readonly ageMs: number;
  readonly reason: string;
  readonly pending: '' | 'not-ready' | 'logged-out';
  readonly pendingReason: string;
  readonly signedInBy: 'desktop' | 'phone' | undefined;
  readonly epoch: number;
  /** The agent's phone has a contact. */
  readonly phone: boolean;
  /** The call that the state concerns. */
  readonly call: CallData | undefined;
  readonly figures: AgentFigures;
}

/** Since sign-in. */
export interface AgentFigures {
  readonly handled: number;
  readonly rona: number;
  readonly refused: number;
  readonly talkMs: number;
  readonly signedInMs: number;
}

export interface AgentFeed {
  /** State, phone or pending changed. */
  changed(view: AgentView): void;
  /** Screen pop: before the phone rings. */
  pop(call: CallData): void;
}

/** Why a command was not carried out; the sentence says what to do next. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}
