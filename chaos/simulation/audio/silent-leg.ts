import { type Address, formatAddress } from '../../../kernel/ports/datagram.ts';
import type { Timer } from '../../../kernel/ports/timers.ts';
import type { Codec, LegStats, MediaDescription, MediaLeg, Treatment } from '../../../nodes/media/gateway.ts';
import { type Agreement, agree, offer, telephoneEventOffered } from '../../../nodes/media/negotiation.ts';
import type { SimulatedProcess } from '../simulated-process.ts';
import { type AudioEnd, type AudioWorld, PacketCount, type Sound } from './audio-world.ts';

export interface SilentLegParts {
  readonly process: SimulatedProcess;
  readonly world: AudioWorld;
  readonly greetingMs: number;
  forget(): void;
}

const silentAfterMs = 3000;

/** A leg of the gateway that sends no packets. */
export class SilentLeg implements MediaLeg, AudioEnd {
  readonly kind = 'leg';
  readonly id: string;
  readonly address: Address;
  partner: SilentLeg | undefined;
  readonly #codecs: readonly Codec[];
  readonly #parts: SilentLegParts;
  readonly #received: PacketCount;
  #agreement: Agreement | undefined;
  #far: Address | undefined;
  #isJoined = false;
  #greeting: Timer | undefined;
  #heard: Sound = 'nothing';
  #quietSinceMono: number | undefined;
  #silence: Timer | undefined;
  #silenceTold = false;
  #isReleased = false;
  #digitPressed: (digit: string) => void = () => {};
  #silent: (silentMs: number) => void = () => {};
  #sound: () => void = () => {};

  constructor(address: Address, codecs: readonly Codec[], parts: SilentLegParts) {
    this.id = `leg-${formatAddress(address)}`;
    this.address = address;
    this.#codecs = codecs;
    this.#parts = parts;
    this.#received = new PacketCount(() => parts.process.monoMs());
    parts.world.add(this);
  }

  get far(): Address | undefined {
    return this.#far;
  }

  get local(): MediaDescription {
    return this.#agreement?.local ?? offer(this.address, this.#codecs);
  }

  get codec(): Codec | undefined {
    return this.#agreement?.codec;
  }

  setRemote(remote: MediaDescription): void {
    if (this.#isReleased) return;
    const eventType = remote.telephoneEvent ?? telephoneEventOffered;
    this.#agreement = agree(this.address, this.#codecs, remote, eventType);
    this.#far = remote.address;
    this.#silenceTold = false;
    this.#watchSilence();
    this.#parts.world.changed();
  }

  play(treatment: Treatment, ended?: () => void): void {
    if (this.#isReleased) return;
    this.part();
    this.#greeting?.cancel();
    if (treatment === 'greeting' && ended) {
      this.#greeting = this.#parts.process.after(this.#parts.greetingMs, ended);
    }
    this.#parts.world.changed();
  }

  join(other: SilentLeg): void {
    if (this.#isReleased || other.#isReleased || this === other) return;
    if (this.partner !== other) {
      this.part();
      other.part();
      this.partner = other;
      other.partner = this;
    }
    for (const leg of [this, other]) {
      leg.#greeting?.cancel();
      leg.#isJoined = true;
    }
    this.#parts.world.changed();
  }

  hold(): void {
    if (!this.partner) return;
    this.#isJoined = false;
    this.partner.#isJoined = false;
    this.#parts.world.changed();
  }

  retrieve(): void {
    if (this.partner) this.join(this.partner);
  }

  part(): void {
    if (!this.partner) return;
    for (const leg of [this, this.partner]) {
      leg.partner = undefined;
      leg.#isJoined = false;
    }
    this.#parts.world.changed();
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
    const receivedPackets = this.#received.packets;
    return {
      receivedPackets,
      expectedPackets: receivedPackets,
      lostPackets: 0,
      jitterMs: 0,
      sentPackets: 0,
      strayPackets: 0,
      badPackets: 0,
      silentMs: this.#quietSinceMono === undefined ? 0 : this.#parts.process.monoMs() - this.#quietSinceMono,
    };
  }

  release(): void {
    if (this.#isReleased) return;
    this.part();
    this.#isReleased = true;
    this.#greeting?.cancel();
    this.#silence?.cancel();
    this.#parts.world.remove(this);
    this.#parts.forget();
  }

  // ---- as the audio world sees it ----------------------------------------------------------

  says(): Sound {
    if (this.#parts.process.state !== 'running' || !this.#agreement?.maySend) return 'nothing';
    return this.#isJoined && this.partner ? this.partner.#heard : 'treatment';
  }

  hears(sound: Sound): void {
    if (sound === this.#heard) return;
    this.#heard = sound;
    this.#received.set(sound !== 'nothing');
    this.#parts.process.enter(() => this.#watchSilence());
  }

  digit(digit: string): void {
    if (this.#parts.process.state === 'running' && !this.#isReleased) this.#digitPressed(digit);
  }

  #watchSilence(): void {
    if (this.#isReleased) return;
    const isDue = this.#agreement?.mayReceive === true;
    if (this.#heard !== 'nothing' || !isDue) {
      this.#silence?.cancel();
      this.#quietSinceMono = undefined;
      if (this.#silenceTold && isDue) this.#sound();
      this.#silenceTold = false;
      return;
    }
    if (this.#quietSinceMono !== undefined && !this.#silenceTold && this.#silence) return;
    this.#quietSinceMono ??= this.#parts.process.monoMs();
    this.#silence?.cancel();
    this.#silence = this.#parts.process.after(silentAfterMs, () => {
      this.#silence = undefined;
      this.#silenceTold = true;
      this.#silent(this.stats().silentMs);
    });
  }
}
