import type { Address } from '../../../kernel/ports/datagram.ts';
import type { Timer } from '../../../kernel/ports/timers.ts';
import type { PartyVoice, VoiceSource } from '../../../population/voice/party-voice.ts';
import type { FarEnd, VoiceListener, VoiceReport } from '../../../population/voice/voice.ts';
import type { SimulatedProcess } from '../simulated-process.ts';
import { type AudioEnd, type AudioWorld, PacketCount, type Sound } from './audio-world.ts';
import { SilentLeg } from './silent-leg.ts';

/** Mouths and ears of simulated parties without a packet, for runs of many calls. */
export class SilentVoices implements VoiceSource {
  readonly #process: SimulatedProcess;
  readonly #world: AudioWorld;
  readonly #host: string;
  readonly #resolved: () => void;
  #nextPort = 30_000;
  /** Voices that nobody has closed. */
  openCount = 0;

  constructor(process: SimulatedProcess, world: AudioWorld, host: string, resolved: () => void) {
    this.#process = process;
    this.#world = world;
    this.#host = host;
    this.#resolved = resolved;
  }

  async open(toneHz: number, listensForHz: readonly number[]): Promise<PartyVoice> {
    this.#resolved();
    const address = { host: this.#host, port: this.#nextPort };
    this.#nextPort = this.#nextPort >= 60_000 ? 30_000 : this.#nextPort + 2;
    this.openCount += 1;
    return new SilentVoice(this.#process, this.#world, address, toneHz, listensForHz, () => {
      this.openCount -= 1;
    });
  }
}

class SilentVoice implements PartyVoice, AudioEnd {
  readonly kind = 'party';
  readonly address: Address;
  readonly #process: SimulatedProcess;
  readonly #world: AudioWorld;
  readonly #toneHz: number;
  readonly #listensForHz: readonly number[];
  readonly #closed: () => void;
  readonly #sent: PacketCount;
  readonly #received: PacketCount;
  readonly #sinceTone: PacketCount;
  #far: FarEnd | undefined;
  #listener: VoiceListener = {};
  #deadAirMs = Number.POSITIVE_INFINITY;
  #isSpeaking = false;
  #isClosed = false;
  #heard: Sound = 'nothing';
  #deadAir: Timer | undefined;
  #tone: { readonly hz: number; readonly firstMono: number } | undefined;

  constructor(
    process: SimulatedProcess,
    world: AudioWorld,
    address: Address,
    toneHz: number,
    listensForHz: readonly number[],
    closed: () => void,
  ) {
    this.#process = process;
    this.#world = world;
    this.address = address;
    this.#toneHz = toneHz;
    this.#listensForHz = listensForHz;
    this.#closed = closed;
    this.#sent = new PacketCount(() => process.monoMs());
    this.#received = new PacketCount(() => process.monoMs());
    this.#sinceTone = new PacketCount(() => process.monoMs());
    world.add(this);
  }

  get local(): Address {
    return this.address;
  }

  get far(): Address | undefined {
    return this.#far?.address;
  }

  listen(listener: VoiceListener, deadAirMs = Number.POSITIVE_INFINITY): void {
    this.#listener = listener;
    this.#deadAirMs = deadAirMs;
  }

  agree(far: FarEnd): void {
    this.#far = far;
    this.#world.changed();
  }

  speak(): void {
    if (this.#isSpeaking || this.#isClosed) return;
    this.#isSpeaking = true;
    this.#sent.set(true);
    if (this.#heard === 'nothing') this.#watchDeadAir();
    this.#world.changed();
  }

  press(digits: string): void {
    const partner = this.#world.partnerOf(this);
    if (!(partner instanceof SilentLeg)) return;
    for (const digit of digits) this.#process.after(1, () => partner.digit(digit));
  }

  report(): VoiceReport {
    return {
      sentPackets: this.#sent.packets,
      receivedPackets: this.#received.packets,
      lostPackets: 0,
      jitterMs: 0,
      tone: this.#tone,
      packetsSinceTone: this.#tone === undefined ? 0 : this.#sinceTone.packets + 1,
    };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener = {};
    this.#deadAir?.cancel();
    this.#world.remove(this);
    this.#closed();
  }

  says(): Sound {
    return this.#isSpeaking && this.#process.state === 'running' ? this.#toneHz : 'nothing';
  }

  hears(sound: Sound): void {
    if (sound === this.#heard) return;
    this.#heard = sound;
    this.#received.set(sound !== 'nothing');
    if (this.#tone) this.#sinceTone.set(sound !== 'nothing');
    this.#deadAir?.cancel();
    if (sound === 'nothing') this.#watchDeadAir();
    else if (typeof sound === 'number' && !this.#tone && this.#listensForHz.includes(sound)) {
      this.#tone = { hz: sound, firstMono: this.#process.monoMs() };
      this.#sinceTone.set(true);
      this.#process.enter(() => this.#listener.onTone?.(sound));
    }
  }

  #watchDeadAir(): void {
    if (!this.#isSpeaking || !Number.isFinite(this.#deadAirMs)) return;
    this.#deadAir?.cancel();
    this.#deadAir = this.#process.after(this.#deadAirMs, () => this.#listener.onDeadAir?.());
  }
}
