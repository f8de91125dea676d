import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../simulated/random.ts';
import { OutboundStream } from './outbound-stream.ts';
import { markerOf, sequenceOf, ssrcOf, timestampOf, writePacket } from './packet.ts';

const frame = new Uint8Array(160);
const stream = () => new OutboundStream(new SimulatedRandom(7));
const incoming = (sequence: number, timestamp: number, ssrc = 99) =>
  writePacket(frame, 0, false, sequence & 0xffff, timestamp >>> 0, ssrc);

function relayed(out: OutboundStream, packet: Uint8Array, nowMono: number): Uint8Array {
  expect(out.relay(packet, 8, nowMono)).toBe(true);
  return packet;
}

describe('an outbound stream', () => {
  it('counts its own frames without gaps, and marks the first', () => {
    const out = stream();
    const first = out.own(frame, 8, 10, 200);
    const second = out.own(frame, 8, 11, 220);
    const afterSkip = out.own(frame, 8, 15, 300);
    expect([markerOf(first), markerOf(second)]).toEqual([true, false]);
    expect(sequenceOf(afterSkip)).toBe((sequenceOf(first) + 2) & 0xffff);
    expect(timestampOf(second)).toBe((timestampOf(first) + 160) >>> 0);
    expect(timestampOf(afterSkip)).toBe((timestampOf(first) + 5 * 160) >>> 0);
  });

  it('stays one stream when its source changes', () => {
    const out = stream();
    const music = out.own(frame, 8, 1, 1000);
    out.cut();
    const joined = relayed(out, incoming(40_000, 5, 1), 1100);
    const next = relayed(out, incoming(40_001, 165, 1), 1120);
    out.cut();
    const again = out.own(frame, 8, 9, 1160);
    expect(ssrcOf(joined)).toBe(ssrcOf(music));
    expect(sequenceOf(joined)).toBe((sequenceOf(music) + 1) & 0xffff);
    expect(timestampOf(joined)).toBe((timestampOf(music) + 800) >>> 0);
    expect(timestampOf(next)).toBe((timestampOf(joined) + 160) >>> 0);
    expect(sequenceOf(again)).toBe((sequenceOf(music) + 3) & 0xffff);
    expect(timestampOf(again)).toBe((timestampOf(next) + 320) >>> 0);
    expect([markerOf(joined), markerOf(next), markerOf(again)]).toEqual([true, false, true]);
  });

  it('lets loss and reordering of the source be seen', () => {
    const out = stream();
    const a = sequenceOf(relayed(out, incoming(65_534, 0), 0));
    const c = sequenceOf(relayed(out, incoming(65_536, 320), 40));
    const b = sequenceOf(relayed(out, incoming(65_535, 160), 41));
    const d = sequenceOf(relayed(out, incoming(65_537, 480), 60));
    expect([b - a, c - a, d - a].map((n) => n & 0xffff)).toEqual([1, 2, 3]);
  });

  it('drops what the source sent before the stretch began', () => {
    const out = stream();
    out.relay(incoming(500, 0), 8, 0);
    expect(out.relay(incoming(499, 0), 8, 1)).toBe(false);
  });

  it('goes on when the source starts its own stream anew', () => {
    const out = stream();
    const before = relayed(out, incoming(100, 1000, 1), 0);
    const restarted = relayed(out, incoming(60_000, 7, 2), 20);
    const jumped = relayed(out, incoming(10_000, 9, 2), 40);
    expect(sequenceOf(restarted)).toBe((sequenceOf(before) + 1) & 0xffff);
    expect(sequenceOf(jumped)).toBe((sequenceOf(before) + 2) & 0xffff);
    expect(timestampOf(jumped)).toBe((timestampOf(before) + 320) >>> 0);
    expect(markerOf(jumped)).toBe(true);
  });

  it('relays for longer than the sequence takes to wrap', () => {
    const out = stream();
    const steps = new Set<number>();
    let last = sequenceOf(relayed(out, incoming(0, 0), 0));
    for (let i = 1; i < 200_000; i++) {
      const packet = incoming(i, i * 160);
      out.relay(packet, 8, i * 20);
      steps.add((sequenceOf(packet) - last) & 0xffff);
      last = sequenceOf(packet);
    }
    expect([...steps]).toEqual([1]);
  });
});
