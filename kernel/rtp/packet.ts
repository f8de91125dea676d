/**
 * RTP packets (RFC 3550 section 5.1), read and written in place: a relay touches a dozen bytes of each
 * packet and allocates nothing.
 */

export const rtpHeaderBytes = 12;
/** A 20 ms frame of G.711. */
export const frameSamples = 160;
export const frameMs = 20;
export const samplesPerMs = 8;
/** No G.711 or telephone-event packet is larger: 200 ms of audio, all sources and an extension. */
export const packetBytesMax = 2048;

/**
 * Where the payload of an RTP packet begins, and so whether the datagram is one: -1 for anything that
 * isn't version 2, is too short for what its header says, or looks like RTCP (RFC 5761 section 4).
 */
export function payloadStart(packet: Uint8Array): number {
  const length = packet.length;
  if (length < rtpHeaderBytes || length > packetBytesMax) return -1;
  const first = packet[0]!;
  if (first >> 6 !== 2) return -1;
  const second = packet[1]!;
  if (second >= 192 && second <= 223) return -1;
  let at = rtpHeaderBytes + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (at + 4 > length) return -1;
    at += 4 + ((packet[at + 2]! << 8) | packet[at + 3]!) * 4;
  }
  return at <= length ? at : -1;
}

/** Where the payload ends; -1 when padding claims more than there is. */
export function payloadEnd(packet: Uint8Array, start: number): number {
  if (!(packet[0]! & 0x20)) return packet.length;
  const padding = packet[packet.length - 1]!;
  const end = packet.length - padding;
  return padding > 0 && end >= start ? end : -1;
}

export function payloadTypeOf(packet: Uint8Array): number {
  return packet[1]! & 0x7f;
}

export function markerOf(packet: Uint8Array): boolean {
  return (packet[1]! & 0x80) !== 0;
}

export function sequenceOf(packet: Uint8Array): number {
  return (packet[2]! << 8) | packet[3]!;
}

export function timestampOf(packet: Uint8Array): number {
  return ((packet[4]! << 24) | (packet[5]! << 16) | (packet[6]! << 8) | packet[7]!) >>> 0;
}

export function ssrcOf(packet: Uint8Array): number {
  return ((packet[8]! << 24) | (packet[9]! << 16) | (packet[10]! << 8) | packet[11]!) >>> 0;
}

/** Writes everything but version, padding, extension and source count, which stay as they are. */
export function rewriteHeader(
  packet: Uint8Array,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet[1] = (marker ? 0x80 : 0) | payloadType;
  packet[2] = sequence >>> 8;
  packet[3] = sequence;
  packet[4] = timestamp >>> 24;
  packet[5] = timestamp >>> 16;
  packet[6] = timestamp >>> 8;
  packet[7] = timestamp;
  packet[8] = ssrc >>> 24;
  packet[9] = ssrc >>> 16;
  packet[10] = ssrc >>> 8;
  packet[11] = ssrc;
}

/** A new packet with a plain 12-byte header. */
export function writePacket(
  payload: Uint8Array,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): Uint8Array {
  const packet = Buffer.allocUnsafe(rtpHeaderBytes + payload.length);
  packet[0] = 0x80;
  rewriteHeader(packet, payloadType, marker, sequence, timestamp, ssrc);
  packet.set(payload, rtpHeaderBytes);
  return packet;
}

/** `a - b` on the circle of 16-bit sequence numbers: -32768 to 32767. */
export function sequenceDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}
