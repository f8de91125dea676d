import type { Address } from '../../kernel/ports/datagram.ts';
import type { VoiceReport } from '../voice/voice.ts';

/** What a caller means to do. */
export interface CallerPlan {
  readonly dnis: string;
  readonly ani: string;
  /** Addresses in the order in which the carrier tries them. */
  readonly to: readonly Address[];
  /** How long the caller talks from the agent's voice on. */
  readonly talkMs: number;
  /** How long, from dialing, the caller waits for the agent's voice; `Infinity`: for ever. */
  readonly patienceMs: number;
  /** An address that answers nothing for so long is passed over. */
  readonly silenceMs: number;
  /** No RTP for so long: the line is dead. */
  readonly deadAirMs: number;
  /** Pressed right after the answer. */
  readonly digits?: string;
}

/** What came of a call; exactly one. */
export type CallerOutcome =
  /** An agent's voice was heard, and nine of ten packets due from then until a person hung up. */
  | 'answered'
  /** The caller gave up before an agent's voice. */
  | 'abandoned'
  /** Answered by SIP, then nothing was heard, or less than nine of ten packets while talking. */
  | 'no-audio'
  /** Was answered and had audio; then the line went dead or was ended by no person. */
  | 'cut'
  /** No 2xx from any address. */
  | 'failed';

export interface CallerReport {
  readonly plan: CallerPlan;
  readonly outcome: CallerOutcome;
  /** In a few words. */
  readonly reason: string;
  /** The last final SIP status; 0: none came. */
  readonly status: number;
  /** Of the last attempt. */
  readonly sipCallId: string;
  readonly attempts: number;
  /** First INVITE to 200. */
  readonly setupMs: number | undefined;
  /** First INVITE to the first packet of the agent's voice. */
  readonly agentMs: number | undefined;
  readonly talkedMs: number;
  readonly audio: VoiceReport | undefined;
}
