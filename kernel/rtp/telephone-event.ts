import { frameMs, frameSamples } from './packet.ts';

/** Digits as RTP events (RFC 4733): event codes 0 to 15 of section 3.2, Table 3. */

const digitOfCode = '0123456789*#ABCD';

export function isDigit(text: string): boolean {
  return text.length === 1 && digitOfCode.includes(text);
}

/** The payload of RFC 4733 section 2.3: event, end bit, volume (-dBm0, 0 to 63), duration in samples. */
export function writeEvent(
  digit: string,
  end: boolean,
  durationSamples: number,
  volume = 10,
): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4);
  payload[0] = digitOfCode.indexOf(digit);
  payload[1] = (end ? 0x80 : 0) | volume;
  payload[2] = durationSamples >>> 8;
  payload[3] = durationSamples;
  return payload;
}

/** One packet that a pressed key makes. */
export interface EventPacket {
  readonly payload: Uint8Array<ArrayBuffer>;
  /** The 20 ms frame in which the key went down: all packets of one key carry its timestamp. */
  readonly frame: number;
  readonly marker: boolean;
}

const endPackets = 3;

/**
 * Presses keys one after the other, a packet each 20 ms, the last one three times (RFC 4733 section
 * 2.5.1.4). Asked once per frame what goes out instead of audio.
 */
export class DigitSender {
  readonly #digits: string[] = [];
  readonly #onFrames: number;
  readonly #gapFrames: number;
  #pressedFrame = -1;
  #restUntilFrame = 0;

  constructor(onMs = 100, gapMs = 80) {
    this.#onFrames = Math.max(2, Math.round(onMs / frameMs));
    this.#gapFrames = Math.max(1, Math.round(gapMs / frameMs));
  }

  /** Characters that are no key are left out. */
  press(digits: string): void {
    for (const digit of digits) if (isDigit(digit)) this.#digits.push(digit);
  }

  get busy(): boolean {
    return this.#digits.length > 0;
  }

  /** `undefined`: no key is down, audio goes out. */
  packetsFor(frame: number): readonly EventPacket[] | undefined {
    const digit = this.#digits[0];
    if (digit === undefined || frame < this.#restUntilFrame) return undefined;
    const marker = this.#pressedFrame < 0;
    if (marker) this.#pressedFrame = frame;
    const frames = frame - this.#pressedFrame + 1;
    const ends = frames >= this.#onFrames;
    const packet = {
      payload: writeEvent(digit, ends, Math.min(0xffff, frames * frameSamples)),
      frame: this.#pressedFrame,
      marker,
    };
    if (!ends) return [packet];
    this.#digits.shift();
    this.#pressedFrame = -1;
    this.#restUntilFrame = frame + 1 + this.#gapFrames;
    return Array.from({ length: endPackets }, () => packet);
  }
}

/**
 * Reports each key once, by the first packet of it that arrives, the last repeat included: a key is one
 * (SSRC, timestamp). A key held longer than 8 s continues in segments of 65535 samples that are the same
 * key (RFC 4733 section 2.5.1.3).
 */
export class DigitReceiver {
  #ssrc = -1;
  #timestamp = 0;
  #code = -1;
  #ended = true;

  /** The digit just pressed; `undefined` for a repeat, an event that is no key, or a packet that is none. */
  accept(
    ssrc: number,
    timestamp: number,
    packet: Uint8Array,
    start: number,
    end: number,
  ): string | undefined {
    if (end - start < 4) return undefined;
    const code = packet[start]!;
    if (code > 15) return undefined;
    const ends = (packet[start + 1]! & 0x80) !== 0;
    const later = (timestamp - this.#timestamp) | 0;
    if (ssrc === this.#ssrc) {
      if (later === 0) {
        if (ends) this.#ended = true;
        return undefined;
      }
      if (later < 0) return undefined;
      if (later === 0xffff && code === this.#code && !this.#ended) {
        this.#timestamp = timestamp;
        this.#ended = ends;
        return undefined;
      }
    }
    this.#ssrc = ssrc;
    this.#timestamp = timestamp;
    this.#code = code;
    this.#ended = ends;
    return digitOfCode[code];
  }
}
