import { type Address, formatAddress } from '../../../kernel/ports/datagram.ts';
import type { Timer, Timers } from '../../../kernel/ports/timers.ts';

/** What somebody sends: nothing, a treatment of a gateway, or a party's tone in Hz. */
export type Sound = 'nothing' | 'treatment' | number;

/** One RTP port of the simulated world. */
export interface AudioEnd {
  readonly address: Address;
  /** Where it sends, by the other side's SDP; `undefined` until that is known. */
  readonly far: Address | undefined;
  /** A party knows what it says; a gateway's leg passes on what others say, and is asked second. */
  readonly kind: 'party' | 'leg';
  says(): Sound;
  /** Told when it changes. */
  hears(sound: Sound): void;
}

/** How long a change takes to be heard, ms: a frame, and the way. */
const heardAfterMs = 1;

/**
 * Who hears whom, without a packet: audio at 50 packets a second would cost more than all else that is
 * simulated. Whenever something changes, each end is told what reaches it from then on.
 */
export class AudioWorld {
  readonly #timers: Timers;
  readonly #passes: (from: Address, to: Address) => boolean;
  readonly #ends = new Map<string, AudioEnd>();
  #pending: Timer | undefined;

  constructor(timers: Timers, passes: (from: Address, to: Address) => boolean) {
    this.#timers = timers;
    this.#passes = passes;
  }

  add(end: AudioEnd): void {
    this.#ends.set(formatAddress(end.address), end);
  }

  remove(end: AudioEnd): void {
    const name = formatAddress(end.address);
    if (this.#ends.get(name) === end) this.#ends.delete(name);
    this.changed();
  }

  /** Something was joined, parted, agreed, held, cut, frozen or killed. */
  changed(): void {
    this.#pending ??= this.#timers.after(heardAfterMs, () => {
      this.#pending = undefined;
      this.#listen('leg');
      this.#listen('party');
    });
  }

  /** The end that this one speaks with: each sends to the other. */
  partnerOf(end: AudioEnd): AudioEnd | undefined {
    const partner = end.far && this.#ends.get(formatAddress(end.far));
    return partner?.far && formatAddress(partner.far) === formatAddress(end.address) ? partner : undefined;
  }

  #listen(kind: AudioEnd['kind']): void {
    for (const end of [...this.#ends.values()]) {
      if (end.kind !== kind) continue;
      const partner = this.partnerOf(end);
      end.hears(partner && this.#passes(partner.address, end.address) ? partner.says() : 'nothing');
    }
  }
}

/** Counts what a sound amounts to in packets. */
export class PacketCount {
  readonly #monoMs: () => number;
  #packets = 0;
  #sinceMono: number | undefined;

  constructor(monoMs: () => number) {
    this.#monoMs = monoMs;
  }

  get packets(): number {
    return this.#packets + this.#running();
  }

  set(isOn: boolean): void {
    this.#packets += this.#running();
    this.#sinceMono = isOn ? this.#monoMs() : undefined;
  }

  #running(): number {
    return this.#sinceMono === undefined ? 0 : Math.floor((this.#monoMs() - this.#sinceMono) / 20);
  }
}
