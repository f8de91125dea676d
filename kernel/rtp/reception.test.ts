import { describe, expect, it } from 'vitest';
import { writePacket } from './packet.ts';
import { Reception } from './reception.ts';

const packet = (sequence: number, timestamp: number, ssrc = 1) =>
  writePacket(new Uint8Array(160), 0, false, sequence & 0xffff, timestamp >>> 0, ssrc);

describe('reception', () => {
  it('knows what is lost, over the wrap too', () => {
    const reception = new Reception();
    for (const i of [65_533, 65_534, 65_536, 65_539]) reception.note(packet(i, i * 160), i * 20);
    expect(reception.expectedPackets).toBe(7);
    expect(reception.lostPackets).toBe(3);
  });

  it('counts a repeated packet against the loss', () => {
    const reception = new Reception();
    for (const i of [1, 2, 2, 3]) reception.note(packet(i, i * 160), i * 20);
    expect(reception.lostPackets).toBe(-1);
  });

  it('begins anew with another stream and keeps its counts', () => {
    const reception = new Reception();
    for (const i of [1, 2, 4]) reception.note(packet(i, i * 160), i * 20);
    for (const i of [50_000, 50_001]) reception.note(packet(i, i * 160, 2), i * 20);
    expect([reception.expectedPackets, reception.lostPackets]).toEqual([6, 1]);
  });

  it('measures jitter as a sixteenth of each difference', () => {
    const reception = new Reception();
    reception.note(packet(1, 160), 20);
    reception.note(packet(2, 320), 40 + 8);
    expect(reception.jitterMs).toBeCloseTo(0.5);
  });

  it('finds no jitter in an even stream', () => {
    const reception = new Reception();
    for (let i = 0; i < 100; i++) reception.note(packet(i, i * 160), 1e9 + i * 20);
    expect(reception.jitterMs).toBe(0);
  });
});
