/**
 * G.711: both laws as tables, made once. Samples are 16-bit linear, as ITU-T G.191 aligns them: A-law's
 * 13 and µ-law's 14 significant bits at the top.
 */
export type Law = 'PCMA' | 'PCMU';

/** Static payload types of RFC 3551 section 6. */
export const payloadTypeOfLaw: Record<Law, number> = { PCMU: 0, PCMA: 8 };

/** `undefined` for anything that isn't G.711. */
export function lawOfPayloadType(payloadType: number): Law | undefined {
  return payloadType === 8 ? 'PCMA' : payloadType === 0 ? 'PCMU' : undefined;
}

/** The byte of silence. */
export const silenceOfLaw: Record<Law, number> = { PCMA: 0xd5, PCMU: 0xff };

/** Linear samples of the 256 codes. */
export const decodeTable: Record<Law, Int16Array> = {
  PCMA: Int16Array.from({ length: 256 }, (_, code) => decodeA(code)),
  PCMU: Int16Array.from({ length: 256 }, (_, code) => decodeMu(code)),
};

/** Codes of the 65536 linear samples, by the sample's unsigned 16 bits. */
const encodeTable: Record<Law, Uint8Array> = {
  PCMA: Uint8Array.from({ length: 65536 }, (_, bits) => encodeA((bits << 16) >> 16)),
  PCMU: Uint8Array.from({ length: 65536 }, (_, bits) => encodeMu((bits << 16) >> 16)),
};

/** The codes of the other law, by the codes of this one. */
const transcodeTable: Record<Law, Uint8Array> = {
  PCMA: Uint8Array.from({ length: 256 }, (_, code) => encodeMu(decodeA(code))),
  PCMU: Uint8Array.from({ length: 256 }, (_, code) => encodeA(decodeMu(code))),
};

export function encode(law: Law, samples: Int16Array): Uint8Array<ArrayBuffer> {
  const table = encodeTable[law];
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = table[samples[i]! & 0xffff]!;
  return bytes;
}

/** Turns the bytes from `start` to `end`, coded in law `from`, into the other law, in place. */
export function transcode(from: Law, bytes: Uint8Array, start: number, end: number): void {
  const table = transcodeTable[from];
  for (let i = start; i < end; i++) bytes[i] = table[bytes[i]!]!;
}

function decodeA(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

function decodeMu(code: number): number {
  const bits = ~code;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return bits & 0x80 ? -magnitude : magnitude;
}

function encodeA(sample: number): number {
  const mask = sample >= 0 ? 0xd5 : 0x55;
  const magnitude = (sample >= 0 ? sample : -sample - 1) >> 3;
  const exponent = magnitude < 32 ? 0 : 27 - Math.clz32(magnitude);
  const mantissa = (exponent < 2 ? magnitude >> 1 : magnitude >> exponent) & 0x0f;
  return ((exponent << 4) | mantissa) ^ mask;
}

function encodeMu(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 0x84;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
