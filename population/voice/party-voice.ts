import type { Address } from '../../kernel/ports/datagram.ts';
import type { FarEnd, VoiceListener, VoiceReport } from './voice.ts';

/** One party's mouth and ears, as a caller or a phone uses them: over real RTP, or simulated without. */
export interface PartyVoice {
  /** What to write into SDP. */
  readonly local: Address;
  /** `deadAirMs`: after so long of hearing nothing, while speaking, it says so once. */
  listen(listener: VoiceListener, deadAirMs?: number): void;
  agree(far: FarEnd): void;
  /** Speaks from now on, until `close`. */
  speak(): void;
  press(digits: string): void;
  report(): VoiceReport;
  /** Idempotent; nobody is told anything afterwards. */
  close(): void;
}

/** Where parties get their voices from. */
export interface VoiceSource {
  /** A party that sends `toneHz` and listens for any of `listensForHz`; `undefined` when no port is left. */
  open(toneHz: number, listensForHz: readonly number[]): Promise<PartyVoice | undefined>;
}
