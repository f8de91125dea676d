import type { CallAudio } from '../checkers/sipp-calls.ts';

/** `simulated`: ours, in this process. `sipp`: SIPp's, which answer and give back what they hear. */
export type PhonesKind = 'simulated' | 'sipp';

/** Phones of agents, whoever they are. */
export interface AgentPhones {
  readonly kind: PhonesKind;
  /** What each answered call that is over has heard at the agent's phone; empty where nobody counts by the call. */
  readonly heard: readonly CallAudio[];
  /** Frames that the phones didn't send because this process stood still. */
  readonly skippedFrames: number;
  /** Packets that the phones have given back so far; 0 of those that don't. */
  echoedPackets(): Promise<number>;
  /** What went wrong at them; empty for nothing. */
  complaints(): string;
  close(): Promise<void>;
}
