import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  markerOf,
  payloadEnd,
  payloadStart,
  payloadTypeOf,
  rewriteHeader,
  sequenceDistance,
  sequenceOf,
  ssrcOf,
  timestampOf,
  writePacket,
} from './packet.ts';

describe('an RTP packet', () => {
  it('reads back as it was written', () => {
    const packet = writePacket(Uint8Array.of(1, 2, 3), 8, true, 0xfffe, 0xfedcba98, 0x89abcdef);
    expect(payloadStart(packet)).toBe(12);
    expect(payloadEnd(packet, 12)).toBe(15);
    expect([payloadTypeOf(packet), markerOf(packet), sequenceOf(packet)]).toEqual([8, true, 0xfffe]);
    expect([timestampOf(packet), ssrcOf(packet)]).toEqual([0xfedcba98, 0x89abcdef]);
  });

  it('has its payload after sources and extension and before padding', () => {
    const packet = new Uint8Array(12 + 8 + 4 + 4 + 10 + 3);
    packet[0] = 0x80 | 0x20 | 0x10 | 2;
    packet[23] = 1;
    packet[packet.length - 1] = 3;
    const start = payloadStart(packet);
    expect(start).toBe(28);
    expect(payloadEnd(packet, start)).toBe(38);
  });

  it('is refused when its header says more than there is', () => {
    expect(payloadStart(new Uint8Array(11))).toBe(-1);
    expect(payloadStart(Uint8Array.of(0x8f, ...new Array(20).fill(0)))).toBe(-1);
    expect(payloadStart(Uint8Array.of(0x90, ...new Array(13).fill(0)))).toBe(-1);
    expect(payloadStart(Uint8Array.of(0x40, ...new Array(20).fill(0)))).toBe(-1);
    const padded = writePacket(Uint8Array.of(200), 0, false, 1, 1, 1);
    padded[0] = 0xa0;
    expect(payloadEnd(padded, 12)).toBe(-1);
  });

  it('is not taken for RTCP', () => {
    const report = new Uint8Array(28);
    report[0] = 0x80;
    report[1] = 200;
    expect(payloadStart(report)).toBe(-1);
  });

  it('never has a payload outside its bytes, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const start = payloadStart(bytes);
        if (start < 0) return;
        expect(start).toBeGreaterThanOrEqual(12);
        expect(start).toBeLessThanOrEqual(bytes.length);
        const end = payloadEnd(bytes, start);
        if (end >= 0) expect(end >= start && end <= bytes.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its payload when the header is rewritten', () => {
    const packet = writePacket(Uint8Array.of(9, 8), 0, false, 1, 2, 3);
    rewriteHeader(packet, 101, true, 0x1234, 0x89abcdef, 0xffffffff);
    expect([payloadTypeOf(packet), markerOf(packet), sequenceOf(packet)]).toEqual([101, true, 0x1234]);
    expect([timestampOf(packet), ssrcOf(packet)]).toEqual([0x89abcdef, 0xffffffff]);
    expect([...packet.subarray(12)]).toEqual([9, 8]);
  });

  it('measures sequence distance over the wrap', () => {
    expect(sequenceDistance(2, 0xffff)).toBe(3);
    expect(sequenceDistance(0xffff, 2)).toBe(-3);
  });
});
