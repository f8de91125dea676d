import type { Address } from '../../kernel/ports/datagram.ts';

/**
 * The media gateway, as everything above it sees it: legs that are spoken to, play something or are
 * joined in pairs. The embedded one and an external one look the same through this. Commands to a leg
 * take effect in the order given; none of them waits.
 */
export interface MediaGateway {
  /**
   * Allocates a port. With `remote` (an offer that came) the leg is at once ready to send, and `local`
   * is the answer; without, `local` is the offer and `setRemote` follows with the answer.
   * Rejects with `MediaError`: `no-ports`, `no-common-codec`, `gateway-away`.
   */
  createLeg(request?: LegRequest): Promise<MediaLeg>;
  /**
   * Two parties hear each other; whatever either heard before ends. Joining a leg that is joined to
   * another parts those first (the third hears silence).
   */
  join(a: MediaLeg, b: MediaLeg): void;
  /** `held` hears music and the other party silence; they stay partners. Nothing when not joined. */
  hold(held: MediaLeg): void;
  /** Ends `hold`: the partners hear each other again. */
  retrieve(held: MediaLeg): void;
  /** The partners part; both hear silence. Nothing when not joined. */
  part(leg: MediaLeg): void;
  stats(): GatewayStats;
  /** Releases every leg and gives the ports back to the system. */
  close(): Promise<void>;
}

export interface MediaLeg {
  readonly id: string;
  /** What to write into SDP: the offer until the remote side is known, from then on the answer. */
  readonly local: MediaDescription;
  /** The law that is sent; `undefined` until the remote side is known. */
  readonly codec: Codec | undefined;
  /**
   * The other side's SDP: its answer, or a later offer of its own (re-INVITE); `local` is then the answer.
   * Throws `MediaError` `no-common-codec`, and the leg stays as it was.
   */
  setRemote(remote: MediaDescription): void;
  /** Replaces what the leg hears; parts it from its partner. `ended` is told once a finite treatment is over, not when it is replaced. */
  play(treatment: Treatment, ended?: () => void): void;
  /** Each digit of RFC 4733 once, as it is pressed: `0`-`9`, `*`, `#`, `A`-`D`. Replaces the last listener. */
  onDigit(pressed: (digit: string) => void): void;
  /** No RTP for `silentMs` (3 s or more): once for each silence. Nothing is told while SDP says that none is to come. Replaces the last listener. */
  onSilence(silent: (silentMs: number) => void): void;
  /** RTP came again after a silence that was told. Replaces the last listener. */
  onSound(heard: () => void): void;
  stats(): LegStats;
  /** Idempotent. The port rests a while before another leg gets it. No listener is called afterwards. */
  release(): void;
}

export interface LegRequest {
  /** In order of preference; both laws, A-law first, unless set. */
  readonly codecs?: readonly Codec[];
  /** The offer to answer. */
  readonly remote?: MediaDescription;
}

export type Codec = 'PCMA' | 'PCMU';

/** One audio stream as SDP tells it (RFC 4566, RFC 3264). */
export interface MediaDescription {
  /** Connection address and port. Host `0.0.0.0` is the old way to say "hold" (RFC 2543). */
  readonly address: Address;
  /** In order of preference; payload types are the static ones of RFC 3551 (0 and 8). */
  readonly codecs: readonly Codec[];
  /** Payload type of `telephone-event/8000` (RFC 4733); `undefined` when not offered. */
  readonly telephoneEvent: number | undefined;
  /** As seen by the one that says it. */
  readonly direction: Direction;
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** `greeting` ends by itself; the others go on. `ringback` is 450 Hz, 1 s on, 4 s off. */
export type Treatment = 'greeting' | 'music' | 'ringback' | 'silence';

export interface LegStats {
  readonly receivedPackets: number;
  /** By sequence numbers, RFC 3550 A.3. */
  readonly expectedPackets: number;
  /** May be negative when packets came twice. */
  readonly lostPackets: number;
  /** Interarrival jitter, RFC 3550 A.8. */
  readonly jitterMs: number;
  readonly sentPackets: number;
  /** Datagrams from an address that the leg does not listen to. */
  readonly strayPackets: number;
  /** Datagrams that are no RTP of an agreed payload type. */
  readonly badPackets: number;
  /** Since the last RTP, or since the remote side was known when none came; 0 until then. */
  readonly silentMs: number;
}

export interface GatewayStats {
  readonly legs: number;
  readonly legsMax: number;
  readonly legsCreated: number;
  /** Legs that no port was left for. */
  readonly legsRefused: number;
  readonly receivedPackets: number;
  readonly relayedPackets: number;
  readonly sentPackets: number;
  readonly strayPackets: number;
  readonly badPackets: number;
  /** Frames that were not sent because the process stood still for too long. */
  readonly skippedFrames: number;
}

export class MediaError extends Error {
  readonly code: MediaErrorCode;
  readonly retriable: boolean;

  constructor(code: MediaErrorCode, message: string, retriable: boolean) {
    super(message);
    this.name = 'MediaError';
    this.code = code;
    this.retriable = retriable;
  }
}

export type MediaErrorCode = 'no-ports' | 'no-common-codec' | 'gateway-away';
