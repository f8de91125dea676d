import { frameRecord } from '../journal/record.ts';

/** One fact on its way: where it lies in the spool, where it goes, its bytes. */
export interface SpoolEntry {
  /** Rises over the outbox's whole life, restarts included. */
  readonly position: number;
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
}

/** Payload: `u64 position, u8 topic bytes, u16 key bytes, topic, key, value`. */
export function encodeEntry({ position, topic, key, value }: SpoolEntry): Buffer {
  const topicBytes = Buffer.from(topic, 'utf8');
  const keyBytes = Buffer.from(key, 'utf8');
  const fixed = Buffer.allocUnsafe(11);
  fixed.writeBigUInt64BE(BigInt(position), 0);
  fixed.writeUInt8(topicBytes.byteLength, 8);
  fixed.writeUInt16BE(keyBytes.byteLength, 9);
  return frameRecord([fixed, topicBytes, keyBytes, value]);
}

export function decodeEntry(payload: Buffer): SpoolEntry {
  const topicEnd = 11 + payload.readUInt8(8);
  const keyEnd = topicEnd + payload.readUInt16BE(9);
  return {
    position: Number(payload.readBigUInt64BE(0)),
    topic: payload.toString('utf8', 11, topicEnd),
    key: payload.toString('utf8', topicEnd, keyEnd),
    value: payload.subarray(keyEnd),
  };
}
