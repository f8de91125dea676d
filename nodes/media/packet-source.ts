import type { Address } from '../../kernel/ports/datagram.ts';
import { sequenceDistance, sequenceOf, ssrcOf } from '../../kernel/rtp/packet.ts';

/**
 * From where a leg takes RTP. The address that SDP agreed is always believed. Another one is believed
 * only if nothing has ever come from the agreed one: then, once `waitMs` have passed, the first source
 * that sends an unbroken run of packets (a phone behind an address translator), of the agreed host
 * unless `anyHost` is set. The agreed address takes over again as soon as it speaks, for good. So a
 * packet from elsewhere never takes the audio of a call that has it.
 */
export interface PacketSourceOptions {
  readonly anyHost: boolean;
  readonly waitMs: number;
}

export const defaultSourceOptions: PacketSourceOptions = { anyHost: false, waitMs: 300 };

/** Packets in order, of one SSRC, that a source has to send before it is believed. */
const probationPackets = 4;

export class PacketSource {
  readonly #options: PacketSourceOptions;
  #agreed: Address | undefined;
  #agreedSinceMono = 0;
  #agreedSpoke = false;
  #latched: Address | undefined;
  #candidate: { host: string; port: number; ssrc: number; sequence: number; count: number } | undefined;

  constructor(options: PacketSourceOptions) {
    this.#options = options;
  }

  /** SDP names the address; the same one again changes nothing. */
  agree(address: Address, nowMono: number): void {
    if (this.#agreed && same(this.#agreed, address)) return;
    this.#agreed = address;
    this.#agreedSinceMono = nowMono;
    this.#agreedSpoke = false;
    this.#latched = undefined;
    this.#candidate = undefined;
  }

  /** Where to send: back to where the audio comes from, to the agreed address until any does. */
  get target(): Address | undefined {
    return this.#latched ?? this.#agreed;
  }

  /** Whether a packet of RTP from there is the other party's. */
  accepts(from: Address, packet: Uint8Array, nowMono: number): boolean {
    const agreed = this.#agreed;
    if (!agreed) return false;
    if (same(from, agreed)) {
      this.#agreedSpoke = true;
      this.#latched = undefined;
      return true;
    }
    if (this.#latched) return same(from, this.#latched);
    if (this.#agreedSpoke || nowMono - this.#agreedSinceMono < this.#options.waitMs) return false;
    if (!this.#options.anyHost && from.host !== agreed.host) return false;
    return this.#probe(from, packet);
  }

  #probe(from: Address, packet: Uint8Array): boolean {
    const candidate = this.#candidate;
    const sequence = sequenceOf(packet);
    const ssrc = ssrcOf(packet);
    if (
      !candidate ||
      !same(from, candidate) ||
      candidate.ssrc !== ssrc ||
      sequenceDistance(sequence, candidate.sequence) !== 1
    ) {
      this.#candidate = { host: from.host, port: from.port, ssrc, sequence, count: 1 };
      return false;
    }
    candidate.sequence = sequence;
    candidate.count += 1;
    if (candidate.count < probationPackets) return false;
    this.#latched = { host: from.host, port: from.port };
    this.#candidate = undefined;
    return true;
  }
}

function same(a: Address, b: Address): boolean {
  return a.port === b.port && a.host === b.host;
}
