import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigitReceiver, DigitSender, type EventPacket, writeEvent } from './telephone-event.ts';

function press(digits: string): EventPacket[] {
  const sender = new DigitSender();
  sender.press(digits);
  const packets: EventPacket[] = [];
  for (let frame = 0; sender.busy; frame++) packets.push(...(sender.packetsFor(frame) ?? []));
  return packets;
}

function receive(packets: readonly EventPacket[]): string {
  const receiver = new DigitReceiver();
  return packets.map((p) => receiver.accept(5, p.frame * 160, p.payload, 0, 4) ?? '').join('');
}

describe('digits by RFC 4733', () => {
  it('arrive each once', () => {
    expect(receive(press('1234567890*#ABCD'))).toBe('1234567890*#ABCD');
    expect(receive(press('5555'))).toBe('5555');
  });

  it('end with three equal packets, under the timestamp at which the key went down', () => {
    const packets = press('7');
    const ends = packets.filter((p) => (p.payload[1]! & 0x80) !== 0);
    expect(ends).toHaveLength(3);
    expect(new Set(packets.map((p) => p.frame)).size).toBe(1);
    expect(packets.map((p) => p.marker)).toEqual([true, ...packets.slice(1).map(() => false)]);
    expect((ends[0]!.payload[2]! << 8) | ends[0]!.payload[3]!).toBe(800);
  });

  it('survive the loss of all packets but one for each key, and late repeats', () => {
    const packets = press('42');
    const frames = [...new Set(packets.map((p) => p.frame))];
    const last = frames.map((frame) => packets.filter((p) => p.frame === frame).at(-1)!);
    expect(receive([last[0]!, last[1]!, last[0]!, last[1]!])).toBe('42');
  });

  it('are one key when held for longer than an event can say', () => {
    const receiver = new DigitReceiver();
    const held = writeEvent('9', false, 0xffff);
    expect(receiver.accept(1, 1000, held, 0, 4)).toBe('9');
    expect(receiver.accept(1, 1000 + 0xffff, held, 0, 4)).toBeUndefined();
  });

  it('leave audio alone between the keys', () => {
    const sender = new DigitSender();
    sender.press('1x1');
    const kinds = Array.from({ length: 16 }, (_, frame) => (sender.packetsFor(frame) ? 'key' : 'audio'));
    expect(kinds.join(' ')).toMatch(/^(key ){5}(audio ){4}(key ){5}audio/);
  });

  it('take anything as an event without harm', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), fc.nat(), (payloads, timestamp) => {
        const receiver = new DigitReceiver();
        for (const payload of payloads) {
          const digit = receiver.accept(1, timestamp, payload, 0, payload.length);
          expect(digit === undefined || /^[0-9*#A-D]$/.test(digit)).toBe(true);
        }
      }),
    );
  });
});
