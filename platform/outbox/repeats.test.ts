import { describe, expect, it } from 'vitest';
import type { Event } from '../../kernel/event/fact.ts';
import { decodeEvent, encodeEvent } from '../codec/event-codec.ts';
import type { Batch } from '../log/port.ts';
import { Repeats, readEvents } from './repeats.ts';

const codec = { encodeEvent, decodeEvent };

function event(boot: string, sequence: number): Event {
  return {
    id: { process: 'p', boot, sequence },
    site: 's',
    ownerEpoch: 1,
    atMs: 5,
    fact: { kind: 'CallAnswered', callId: 'c' },
  };
}

function batch(from: bigint, values: readonly Uint8Array[]): Batch {
  return {
    topic: 'call-events',
    partition: 0,
    records: values.map((value, i) => ({ key: 'c', value, partition: 0, offset: from + BigInt(i) })),
  };
}

describe('reading what outboxes sent', () => {
  it('gives each event once, drops repeats and what it cannot read, and says where to go on', () => {
    const repeats = new Repeats();
    const first = readEvents(
      batch(10n, [
        encodeEvent(event('1-a', 1)),
        encodeEvent(event('1-a', 4)),
        encodeEvent(event('1-a', 1)),
        Uint8Array.of(1, 2, 3),
        encodeEvent(event('1-a', 4)),
        encodeEvent(event('1-a', 5)),
      ]),
      codec,
      repeats,
    );
    expect(first.events.map(({ event: e, offset }) => [e.id.sequence, offset])).toEqual([
      [1, 10n],
      [4, 11n],
      [5, 15n],
    ]);
    expect(first).toMatchObject({ repeats: 2, undecodable: 1, next: 16n });
  });

  it('tells boots apart, and goes on from what was kept', () => {
    const repeats = new Repeats();
    expect(repeats.admit(event('1-a', 3).id)).toBe(true);
    expect(repeats.admit(event('2-b', 1).id)).toBe(true);
    const later = new Repeats(JSON.parse(JSON.stringify(repeats.kept())));
    expect(later.admit(event('1-a', 3).id)).toBe(false);
    expect(later.admit(event('2-b', 1).id)).toBe(false);
    expect(later.admit(event('2-b', 2).id)).toBe(true);
  });

  it('leaves the kept state as it was when only a copy was used', () => {
    const repeats = new Repeats();
    readEvents(batch(0n, [encodeEvent(event('1-a', 1))]), codec, repeats.copy());
    expect(repeats.kept()).toEqual({});
  });

  it('forgets the boots that have been silent longest, beyond its limit', () => {
    const repeats = new Repeats();
    for (let boot = 0; boot < 600; boot++) repeats.admit(event(`b${boot}`, 1).id);
    expect(Object.keys(repeats.kept())).toHaveLength(512);
    expect(repeats.admit(event('b599', 1).id)).toBe(false);
  });
});
