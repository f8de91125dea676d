import { randomBytes } from 'node:crypto';
import type { Random } from '../../kernel/ports/random.ts';

const poolBytes = 4096;
let pool = new Uint8Array(0);
let used = 0;

/** Cryptographically strong randomness, drawn from the operating system some kilobytes at a time. */
export const systemRandom: Random = {
  unit(): number {
    const bytes = draw(7);
    // 53 bits, as many as a double holds: 48 from six bytes and 5 from the seventh.
    let value = 0;
    for (let i = 0; i < 6; i++) value = value * 256 + bytes[i]!;
    return (value * 32 + (bytes[6]! & 31)) / 2 ** 53;
  },
  bytes: (count) => (count > poolBytes ? new Uint8Array(randomBytes(count)) : draw(count)),
};

/** Bytes that are handed out once and then overwritten in the pool. */
function draw(count: number): Uint8Array {
  if (used + count > pool.length) {
    pool = new Uint8Array(randomBytes(poolBytes));
    used = 0;
  }
  const bytes = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
