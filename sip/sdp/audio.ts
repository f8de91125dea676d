import type { Address } from '../../kernel/ports/datagram.ts';

/** Audio as Tandem speaks it: G.711 with telephone events (RFC 3551, RFC 4733). */
export type CodecName = 'PCMU' | 'PCMA';

export interface Codec {
  readonly name: CodecName;
  readonly payloadType: number;
}

/** From the describer's own point of view (RFC 3264 §5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One party's side of an audio stream, as its SDP says it. */
export interface AudioSide {
  /** Where it wants its RTP. */
  readonly address: Address;
  /** G.711 only, in its order of preference; never empty. */
  readonly codecs: readonly Codec[];
  /** Payload type of telephone events at 8000 Hz; `undefined` for none. */
  readonly telephoneEvent: number | undefined;
  readonly direction: Direction;
  readonly ptimeMs: number;
}

/** What we offer or answer with. */
export interface LocalAudio {
  readonly address: Address;
  /** In our order of preference. */
  readonly codecs: readonly CodecName[];
  readonly direction: Direction;
  /** `o=` session id and version: the same id through the call, the version one higher at each change. */
  readonly sessionId: number;
  readonly sessionVersion: number;
}

/** What both sides have agreed on, from our point of view. */
export interface AgreedAudio {
  /** Where our RTP goes. */
  readonly remote: Address;
  readonly codec: Codec;
  /** Payload types of telephone events that we send and that we receive; `undefined`: not agreed. */
  readonly telephoneEventOut: number | undefined;
  readonly telephoneEventIn: number | undefined;
  readonly sends: boolean;
  readonly receives: boolean;
  readonly ptimeMs: number;
}

export type SdpFaultCode =
  /** No SDP, or not by its grammar: 400. */
  | 'malformed'
  /** No audio that we could take part in: 488. */
  | 'no-audio'
  /** Audio, but neither G.711 A-law nor µ-law: 488. */
  | 'no-common-codec'
  /** No address, or a port of 0: 488. */
  | 'no-address';

export interface SdpFault {
  readonly kind: 'fault';
  readonly code: SdpFaultCode;
  readonly status: 400 | 488;
  /** One sentence for a person. */
  readonly detail: string;
}

export const defaultPtimeMs = 20;
export const staticPayload: Readonly<Record<CodecName, number>> = { PCMU: 0, PCMA: 8 };
/** The dynamic payload type under which we offer telephone events. */
export const telephoneEventPayload = 101;

/** The other side's view of a direction (RFC 3264 §6.1). */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** The most that `ours` allows of what the mirrored offer asks for. */
export function narrowed(ours: Direction, asked: Direction): Direction {
  const sends = canSend(ours) && canSend(asked);
  const receives = canReceive(ours) && canReceive(asked);
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}

export function canSend(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function canReceive(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}
