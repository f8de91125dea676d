import { crc32 } from 'node:zlib';

/**
 * Records on disk: `u32 length, u32 CRC-32 of the payload, payload`, big-endian. A file is good up to
 * the first record that isn't whole and right; what follows it was being written when the machine or
 * the process stopped, and was promised to nobody.
 */
export const recordHeaderBytes = 8;

/** A longer one is taken for damage. */
export const payloadBytes_max = 16 * 1024 * 1024;

export function frameRecord(parts: readonly Uint8Array[]): Buffer {
  const payloadBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const record = Buffer.allocUnsafe(recordHeaderBytes + payloadBytes);
  let at = recordHeaderBytes;
  for (const part of parts) {
    record.set(part, at);
    at += part.byteLength;
  }
  record.writeUInt32BE(payloadBytes, 0);
  record.writeUInt32BE(crc32(record.subarray(recordHeaderBytes)), 4);
  return record;
}

/** The good records of `bytes`, each with its position, and how many bytes they take together. */
export function scanRecords(bytes: Buffer): {
  readonly records: { readonly at: number; readonly payload: Buffer }[];
  readonly goodBytes: number;
} {
  const records: { at: number; payload: Buffer }[] = [];
  let at = 0;
  while (at + recordHeaderBytes <= bytes.byteLength) {
    const length = bytes.readUInt32BE(at);
    const end = at + recordHeaderBytes + length;
    if (length > payloadBytes_max || end > bytes.byteLength) break;
    const payload = bytes.subarray(at + recordHeaderBytes, end);
    if (crc32(payload) !== bytes.readUInt32BE(at + 4)) break;
    records.push({ at, payload });
    at = end;
  }
  return { records, goodBytes: at };
}
