import { lawOfPayloadType, payloadTypeOfLaw, transcode } from '../../kernel/audio/g711.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import { OutboundStream } from '../../kernel/rtp/outbound-stream.ts';
import type { FrameSource } from '../../kernel/rtp/pacer.ts';
import { payloadEnd, payloadStart, payloadTypeOf, ssrcOf, timestampOf } from '../../kernel/rtp/packet.ts';
import type { MediaPort } from '../../kernel/rtp/port-pool.ts';
import { Reception } from '../../kernel/rtp/reception.ts';
import { DigitReceiver } from '../../kernel/rtp/telephone-event.ts';
import type { GatewayCore } from './embedded-core.ts';
import type { Codec, LegStats, MediaDescription, MediaLeg, Treatment } from './gateway.ts';
import { type Agreement, agree, offer, telephoneEventOffered } from './negotiation.ts';
import { PacketSource } from './packet-source.ts';

/** No RTP for so long is silence (network-queue row 16). */
const silentAfterMs = 3000;

/**
 * One party's audio in the embedded gateway. A packet that comes is checked, counted and, where the leg
 * is joined, rewritten in place and sent on in the same turn; frames of our own go out on the gateway's beat.
 */
export class EmbeddedLeg implements MediaLeg, FrameSource {
  readonly id: string;
  /** Who is on the other side of `join`; stays while held. */
  partner: EmbeddedLeg | undefined;
  readonly #core: GatewayCore;
  readonly #port: MediaPort;
  readonly #codecs: readonly Codec[];
  readonly #source: PacketSource;
  readonly #out: OutboundStream;
  readonly #reception = new Reception();
  readonly #digits = new DigitReceiver();
  #agreement: Agreement | undefined;
  /** We made the offer; the first description that comes is its answer. */
  #offered = true;
  /** The payload type under which digits come: what we said, or what an offer said. */
  #eventType = telephoneEventOffered;
  /** The leg that hears this one; `undefined` while parted or held. */
  #listener: EmbeddedLeg | undefined;
  #treatment:
    | { readonly name: Treatment; next: number; readonly ended: (() => void) | undefined }
    | undefined;
  #released = false;
  #sentPackets = 0;
  #strayPackets = 0;
  #badPackets = 0;
  /** Of the last packet, or of the moment from which packets were due. */
  #heardAtMono: number | undefined;
  #silenceTold = false;
  #digitPressed: ((digit: string) => void) | undefined;
  #silent: ((silentMs: number) => void) | undefined;
  #sound: (() => void) | undefined;

  constructor(id: string, core: GatewayCore, port: MediaPort, codecs: readonly Codec[]) {
    this.id = id;
    this.#core = core;
    this.#port = port;
    this.#codecs = codecs;
    this.#source = new PacketSource(core.sourceOptions);
    this.#out = new OutboundStream(core.random);
    port.onPacket((packet, from) => this.#receive(packet, from));
  }

  get local(): MediaDescription {
    return this.#agreement?.local ?? offer(this.#port.local, this.#codecs);
  }

  get codec(): Codec | undefined {
    return this.#agreement?.codec;
  }

  setRemote(remote: MediaDescription): void {
    if (this.#released) return;
    const isAnswer = this.#agreement === undefined && this.#offered;
    const eventType = isAnswer ? telephoneEventOffered : (remote.telephoneEvent ?? this.#eventType);
    const agreement = agree(this.#port.local, this.#codecs, remote, eventType);
    this.#eventType = eventType;
    this.#agreement = agreement;
    const nowMono = this.#core.clock.monoMs();
    this.#source.agree(remote.address, nowMono);
    if (!agreement.mayReceive) this.#heardAtMono = undefined;
    else this.#heardAtMono ??= nowMono;
    this.#silenceTold = false;
  }

  /** The first description was an offer of the other side's. */
  answer(remote: MediaDescription): void {
    this.#offered = false;
    this.setRemote(remote);
  }

  play(treatment: Treatment, ended?: () => void): void {
    if (this.#released) return;
    this.part();
    this.hearTreatment(treatment, ended);
  }

  /** Plays without parting from the partner. */
  hearTreatment(name: Treatment, ended?: () => void): void {
    this.#treatment = { name, next: 0, ended };
    this.#out.cut();
    this.#core.pacer.add(this);
  }

  join(other: EmbeddedLeg): void {
    if (this.#released || other.#released || this === other) return;
    if (this.partner !== other) {
      this.part();
      other.part();
      this.partner = other;
      other.partner = this;
    }
    this.#hear(other);
    other.#hear(this);
  }

  hold(): void {
    const partner = this.partner;
    if (!partner) return;
    this.#listener = undefined;
    partner.#listener = undefined;
    this.hearTreatment('music');
    partner.hearTreatment('silence');
  }

  retrieve(): void {
    if (this.partner) this.join(this.partner);
  }

  part(): void {
    const partner = this.partner;
    if (!partner) return;
    for (const leg of [this, partner]) {
      leg.partner = undefined;
      leg.#listener = undefined;
      leg.hearTreatment('silence');
    }
  }

  #hear(other: EmbeddedLeg): void {
    this.#treatment = undefined;
    this.#core.pacer.remove(this);
    if (other.#listener !== this) this.#out.cut();
    other.#listener = this;
  }

  onDigit(pressed: (digit: string) => void): void {
    this.#digitPressed = pressed;
  }

  onSilence(silent: (silentMs: number) => void): void {
    this.#silent = silent;
  }

  onSound(heard: () => void): void {
    this.#sound = heard;
  }

  stats(): LegStats {
    return {
      receivedPackets: this.#reception.receivedPackets,
      expectedPackets: this.#reception.expectedPackets,
      lostPackets: this.#reception.lostPackets,
      jitterMs: this.#reception.jitterMs,
      sentPackets: this.#sentPackets,
      strayPackets: this.#strayPackets,
      badPackets: this.#badPackets,
      silentMs: this.#silentMs(this.#core.clock.monoMs()),
    };
  }

  release(): void {
    if (this.#released) return;
    this.part();
    this.#released = true;
    this.#treatment = undefined;
    this.#digitPressed = undefined;
    this.#silent = undefined;
    this.#sound = undefined;
    this.#core.pacer.remove(this);
    this.#core.forget(this);
    this.#port.giveBack();
  }

  /** One frame of what is being played. */
  onFrame(frame: number, nowMono: number): void {
    const playing = this.#treatment;
    if (!playing) return;
    const frames = this.#core.frames(playing.name)[this.#agreement?.codec ?? 'PCMA'];
    if (playing.next >= frames.length) {
      if (playing.name !== 'greeting') playing.next = 0;
      else {
        this.hearTreatment('silence');
        playing.ended?.();
        return;
      }
    }
    const payload = frames[playing.next]!;
    playing.next += 1;
    const agreement = this.#agreement;
    const target = this.#source.target;
    if (!agreement?.maySend || !target) return;
    const packet = this.#out.own(payload, payloadTypeOfLaw[agreement.codec], frame, nowMono);
    this.#send(packet, target);
  }

  /** Looks whether the other side has fallen silent; called some times a second. */
  watchSilence(nowMono: number): void {
    if (this.#silenceTold) return;
    const silentMs = this.#silentMs(nowMono);
    if (silentMs < silentAfterMs) return;
    this.#silenceTold = true;
    this.#silent?.(silentMs);
  }

  #silentMs(nowMono: number): number {
    return this.#heardAtMono === undefined ? 0 : nowMono - this.#heardAtMono;
  }

  #receive(packet: Uint8Array, from: Address): void {
    const start = payloadStart(packet);
    const end = start < 0 ? -1 : payloadEnd(packet, start);
    const payloadType = end < 0 ? -1 : payloadTypeOf(packet);
    const law = lawOfPayloadType(payloadType);
    const isEvent = law === undefined && payloadType === this.#eventType;
    if (!law && !isEvent) {
      this.#badPackets += 1;
      this.#core.counts.badPackets += 1;
      return;
    }
    const nowMono = this.#core.clock.monoMs();
    if (!this.#source.accepts(from, packet, nowMono)) {
      this.#strayPackets += 1;
      this.#core.counts.strayPackets += 1;
      return;
    }
    this.#reception.note(packet, nowMono, !isEvent);
    this.#core.counts.receivedPackets += 1;
    this.#noteSound(nowMono);
    // Listeners may have joined, parted or released the leg: what follows reads its state anew.
    if (isEvent) this.#receiveDigit(packet, start, end);
    this.#listener?.relay(packet, law, start, end, nowMono);
  }

  #noteSound(nowMono: number): void {
    if (this.#agreement?.mayReceive) this.#heardAtMono = nowMono;
    if (!this.#silenceTold) return;
    this.#silenceTold = false;
    this.#sound?.();
  }

  #receiveDigit(packet: Uint8Array, start: number, end: number): void {
    const digit = this.#digits.accept(ssrcOf(packet), timestampOf(packet), packet, start, end);
    if (digit !== undefined) this.#digitPressed?.(digit);
  }

  /** Sends the partner's packet to this leg's party; `law` is `undefined` for a digit. */
  relay(packet: Uint8Array, law: Codec | undefined, start: number, end: number, nowMono: number): void {
    const agreement = this.#agreement;
    const target = this.#source.target;
    if (!agreement?.maySend || !target) return;
    let payloadType = agreement.telephoneEvent;
    if (law) {
      payloadType = payloadTypeOfLaw[agreement.codec];
      if (law !== agreement.codec) transcode(law, packet, start, end);
    }
    if (payloadType === undefined) return;
    if (!this.#out.relay(packet, payloadType, nowMono)) return;
    this.#core.counts.relayedPackets += 1;
    this.#send(packet, target);
  }

  #send(packet: Uint8Array, target: Address): void {
    this.#sentPackets += 1;
    this.#core.counts.sentPackets += 1;
    this.#port.send(packet, target);
  }
}
