import type { Ids } from '../ports/ids.ts';
import type { Random } from '../ports/random.ts';

/** Randomness from a seed: xoshiro128** (Blackman and Vigna, 2018), seeded by splitmix32. */
export class SimulatedRandom implements Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let x = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      this.#state[i] = z ^ (z >>> 16);
    }
  }

  unit(): number {
    return this.#next() / 4294967296;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.#next() >>> 24;
    return bytes;
  }

  #next(): number {
    const s = this.#state;
    const result = Math.imul(rotl(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11);
    return result;
  }
}

function rotl(x: number, k: number): number {
  return ((x << k) | (x >>> (32 - k))) >>> 0;
}

/** Identifiers that count up: the same run gives the same names. */
export class SimulatedIds implements Ids {
  #sequence = 0;
  readonly #process: string;

  constructor(process: string) {
    this.#process = process;
  }

  next(prefix: string): string {
    this.#sequence += 1;
    return `${prefix}-${this.#process}-0-${this.#sequence.toString(36)}`;
  }
}
