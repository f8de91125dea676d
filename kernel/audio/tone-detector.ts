import { decodeTable, type Law } from './g711.ts';
import { sampleRateHz } from './tones.ts';

/** Mean square below which nothing counts as sound: about -46 dBm0. */
const quietMeanSquare = 100 * 100;
/** Of a frame's energy, the share at one frequency that makes it a tone. */
const toneShareMin = 0.6;
const samplesMin = 80;

/**
 * Goertzel's filter (Goertzel 1958): hears whether coded audio is the one steady tone. Exact for whole
 * cycles in the frame, good enough for any frame of 10 ms or more.
 */
export class ToneDetector {
  readonly #coefficient: number;

  constructor(hz: number) {
    this.#coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  }

  /** Whether the bytes from `start` to `end` are mainly this tone. */
  hears(law: Law, bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    return this.share(law, bytes, start, end) >= toneShareMin;
  }

  /** The share of the energy at this frequency: 0 for quiet or too short, 1 for the pure tone. */
  share(law: Law, bytes: Uint8Array, start = 0, end = bytes.length): number {
    const count = end - start;
    if (count < samplesMin) return 0;
    const table = decodeTable[law];
    const coefficient = this.#coefficient;
    let s1 = 0;
    let s2 = 0;
    let energy = 0;
    for (let i = start; i < end; i++) {
      const x = table[bytes[i]!]!;
      const s = x + coefficient * s1 - s2;
      s2 = s1;
      s1 = s;
      energy += x * x;
    }
    if (energy < quietMeanSquare * count) return 0;
    const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    return (2 * power) / (count * energy);
  }
}
