import { describe, expect, it } from 'vitest';
import type { Address } from '../../kernel/ports/datagram.ts';
import { writePacket } from '../../kernel/rtp/packet.ts';
import { defaultSourceOptions, PacketSource } from './packet-source.ts';

const phone: Address = { host: '10.0.0.1', port: 4000 };
const otherPort: Address = { host: '10.0.0.1', port: 4002 };
const stranger: Address = { host: '10.9.9.9', port: 4000 };
const packet = (sequence: number, ssrc = 1) =>
  writePacket(new Uint8Array(160), 0, false, sequence, sequence * 160, ssrc);

function source(anyHost = false): PacketSource {
  const made = new PacketSource({ ...defaultSourceOptions, anyHost });
  made.agree(phone, 0);
  return made;
}

/** Which of the packets 1, 2, 3, … from there are taken. */
function offer(to: PacketSource, from: Address, count: number, nowMono: number): boolean[] {
  return Array.from({ length: count }, (_, i) => to.accepts(from, packet(i + 1), nowMono));
}

describe('the source of a leg', () => {
  it('is the agreed address from the first packet', () => {
    expect(source().accepts(phone, packet(1), 1)).toBe(true);
  });

  it('takes nothing before SDP has named an address', () => {
    expect(new PacketSource(defaultSourceOptions).accepts(phone, packet(1), 1)).toBe(false);
  });

  it('is never anybody else once the agreed address has spoken', () => {
    const taken = source(true);
    taken.accepts(phone, packet(1), 1);
    expect(offer(taken, stranger, 50, 10_000)).not.toContain(true);
    expect(taken.target).toEqual(phone);
  });

  it('becomes another port of the agreed host after a while of nothing and a run of packets', () => {
    const taken = source();
    expect(offer(taken, otherPort, 10, 100)).not.toContain(true);
    expect(offer(taken, otherPort, 5, 400)).toEqual([false, false, false, true, true]);
    expect(taken.target).toEqual(otherPort);
    expect(taken.accepts(stranger, packet(9), 500)).toBe(false);
  });

  it('is another host only where that is allowed', () => {
    expect(offer(source(), stranger, 20, 5000)).not.toContain(true);
    expect(offer(source(true), stranger, 5, 5000)).toEqual([false, false, false, true, true]);
  });

  it('wants the run unbroken and of one stream', () => {
    const taken = source();
    const packets = [packet(1), packet(2), packet(3), packet(5), packet(6), packet(7, 2), packet(8, 2)];
    expect(packets.map((p) => taken.accepts(otherPort, p, 1000))).not.toContain(true);
  });

  it('is the agreed address again as soon as that speaks, for good', () => {
    const taken = source();
    offer(taken, otherPort, 5, 1000);
    expect(taken.accepts(phone, packet(1), 1100)).toBe(true);
    expect(taken.target).toEqual(phone);
    expect(offer(taken, otherPort, 10, 5000)).not.toContain(true);
  });

  it('begins anew when SDP names another address', () => {
    const taken = source();
    taken.accepts(phone, packet(1), 1);
    taken.agree(stranger, 10);
    expect(taken.accepts(phone, packet(2), 20)).toBe(false);
    expect(taken.accepts(stranger, packet(1), 20)).toBe(true);
  });
});
