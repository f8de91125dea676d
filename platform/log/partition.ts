/**
 * Which partition a key belongs to: Kafka's own default (murmur2 of the UTF-8 bytes, sign bit
 * cleared, modulo), so that any Kafka client finds the same.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;
}

/** MurmurHash2, 32 bits, as in org.apache.kafka.common.utils.Utils. */
function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const left = bytes.length - whole;
  if (left === 3) h ^= bytes[whole + 2]! << 16;
  if (left >= 2) h ^= bytes[whole + 1]! << 8;
  if (left >= 1) h = Math.imul(h ^ bytes[whole]!, m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}
