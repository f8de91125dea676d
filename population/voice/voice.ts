import { type Law, lawOfPayloadType, payloadTypeOfLaw } from '../../kernel/audio/g711.ts';
import { ToneDetector } from '../../kernel/audio/tone-detector.ts';
import type { Frames } from '../../kernel/audio/tones.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { OutboundStream } from '../../kernel/rtp/outbound-stream.ts';
import type { FramePacer, FrameSource } from '../../kernel/rtp/pacer.ts';
import { payloadEnd, payloadStart, payloadTypeOf, ssrcOf, timestampOf } from '../../kernel/rtp/packet.ts';
import type { MediaPort } from '../../kernel/rtp/port-pool.ts';
import { Reception } from '../../kernel/rtp/reception.ts';
import { DigitReceiver, DigitSender } from '../../kernel/rtp/telephone-event.ts';
import type { PartyVoice } from './party-voice.ts';

/** Where the other side hears, in which law, and under which payload type it takes digits. */
export interface FarEnd {
  readonly address: Address;
  readonly law: Law;
  readonly telephoneEvent: number | undefined;
}

export interface VoiceListener {
  /** The first packet that carries a tone listened for. */
  onTone?(hz: number): void;
  /** Spoke, but heard nothing at all for `deadAirMs`: once. */
  onDeadAir?(): void;
  onDigit?(digit: string): void;
}

export interface VoiceReport {
  readonly sentPackets: number;
  readonly receivedPackets: number;
  readonly lostPackets: number;
  readonly jitterMs: number;
  /** Which tone was heard, and when first; `undefined`: none. */
  readonly tone: { readonly hz: number; readonly firstMono: number } | undefined;
  /** Packets since the tone was first heard, that one included. */
  readonly packetsSinceTone: number;
}

/** Once a tone is heard the beat looks for dead air every so many frames: 500 ms. */
const lookEveryFrames = 25;

/**
 * One simulated party's mouth and ears. It sends its tone every 20 ms from `speak` on, presses keys
 * between, counts what comes, and says when it hears the tone of somebody it listens for.
 */
export class Voice implements PartyVoice, FrameSource {
  readonly #clock: Clock;
  readonly #pacer: FramePacer;
  readonly #port: MediaPort;
  readonly #frames: Frames;
  readonly #detectors: readonly { readonly hz: number; readonly detector: ToneDetector }[];
  readonly #out: OutboundStream;
  readonly #reception = new Reception();
  readonly #keys = new DigitSender();
  readonly #digits = new DigitReceiver();
  #far: FarEnd | undefined;
  #listener: VoiceListener = {};
  #deadAirMs = Number.POSITIVE_INFINITY;
  #speaking = false;
  #sentPackets = 0;
  #lastHeardMono = 0;
  #deadAirTold = false;
  #tone: { readonly hz: number; readonly firstMono: number } | undefined;
  #packetsSinceTone = 0;

  constructor(
    shared: { readonly clock: Clock; readonly random: Random; readonly pacer: FramePacer },
    port: MediaPort,
    frames: Frames,
    listensForHz: readonly number[],
  ) {
    this.#clock = shared.clock;
    this.#pacer = shared.pacer;
    this.#port = port;
    this.#frames = frames;
    this.#detectors = listensForHz.map((hz) => ({ hz, detector: new ToneDetector(hz) }));
    this.#out = new OutboundStream(shared.random);
    port.onPacket((packet) => this.#receive(packet));
  }

  /** What to write into SDP. */
  get local(): Address {
    return this.#port.local;
  }

  listen(listener: VoiceListener, deadAirMs = Number.POSITIVE_INFINITY): void {
    this.#listener = listener;
    this.#deadAirMs = deadAirMs;
  }

  agree(far: FarEnd): void {
    this.#far = far;
  }

  /** Sends the first frame now and one every 20 ms from then on. */
  speak(): void {
    if (this.#speaking) return;
    this.#speaking = true;
    const nowMono = this.#clock.monoMs();
    this.#lastHeardMono = nowMono;
    this.#pacer.add(this);
    this.onFrame(this.#pacer.frame, nowMono);
  }

  press(digits: string): void {
    this.#keys.press(digits);
  }

  onFrame(frame: number, nowMono: number): void {
    const far = this.#far;
    if (far) {
      const events = far.telephoneEvent === undefined ? undefined : this.#keys.packetsFor(frame);
      if (events) {
        for (const { payload, frame: pressed, marker } of events) {
          this.#send(this.#out.own(payload, far.telephoneEvent!, pressed, nowMono, marker), far.address);
        }
      } else {
        const payload = this.#frames[far.law][frame % this.#frames[far.law].length]!;
        this.#send(this.#out.own(payload, payloadTypeOfLaw[far.law], frame, nowMono), far.address);
      }
    }
    if (frame % lookEveryFrames === 0) this.#lookForDeadAir(nowMono);
  }

  report(): VoiceReport {
    return {
      sentPackets: this.#sentPackets,
      receivedPackets: this.#reception.receivedPackets,
      lostPackets: this.#reception.lostPackets,
      jitterMs: this.#reception.jitterMs,
      tone: this.#tone,
      packetsSinceTone: this.#packetsSinceTone,
    };
  }

  /** Falls silent and gives the port back. Idempotent; nobody is told anything afterwards. */
  close(): void {
    this.#listener = {};
    this.#pacer.remove(this);
    this.#port.giveBack();
  }

  #send(packet: Uint8Array, to: Address): void {
    this.#sentPackets += 1;
    this.#port.send(packet, to);
  }

  #receive(packet: Uint8Array): void {
    const start = payloadStart(packet);
    const end = start < 0 ? -1 : payloadEnd(packet, start);
    if (end < 0) return;
    const nowMono = this.#clock.monoMs();
    const law = lawOfPayloadType(payloadTypeOf(packet));
    this.#lastHeardMono = nowMono;
    this.#reception.note(packet, nowMono, law !== undefined);
    if (!law) {
      const digit = this.#digits.accept(ssrcOf(packet), timestampOf(packet), packet, start, end);
      if (digit !== undefined) this.#listener.onDigit?.(digit);
      return;
    }
    if (this.#tone) {
      this.#packetsSinceTone += 1;
      return;
    }
    for (const { hz, detector } of this.#detectors) {
      if (!detector.hears(law, packet, start, end)) continue;
      this.#tone = { hz, firstMono: nowMono };
      this.#packetsSinceTone = 1;
      this.#listener.onTone?.(hz);
      return;
    }
  }

  #lookForDeadAir(nowMono: number): void {
    if (this.#deadAirTold || nowMono - this.#lastHeardMono < this.#deadAirMs) return;
    this.#deadAirTold = true;
    this.#listener.onDeadAir?.();
  }
}
