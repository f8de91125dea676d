import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { damagedSip, wholeMessages } from './damaged-sip.ts';

function isMessage(bytes: Uint8Array): boolean {
  const parsed = parseMessage(bytes);
  return parsed instanceof SipRequest || parsed instanceof SipResponse;
}

const about = { target: '127.0.1.1:5060', sender: '127.0.0.66:5066', dnis: '4999', user: 'bj-01' };

describe('damaged SIP', () => {
  it('begins with messages that are in order', () => {
    const faults = wholeMessages(about, 1).filter((text) => !isMessage(Buffer.from(text)));
    expect(faults).toEqual([]);
  });

  it('is the same from the same seed, and another from each', () => {
    const some = (seed: number) => {
      const random = new SimulatedRandom(seed);
      return Array.from({ length: 50 }, (_, i) => Buffer.from(damagedSip(about, i, random)).toString('hex'));
    };
    expect(some(1)).toEqual(some(1));
    expect(some(1)).not.toEqual(some(2));
    expect(new Set(some(1)).size).toBe(50);
  });

  it('is partly unreadable, partly still a message, and fits into a datagram', () => {
    const random = new SimulatedRandom(3);
    const all = Array.from({ length: 3000 }, (_, i) => damagedSip(about, i, random));
    const unreadable = all.filter((bytes) => !isMessage(bytes)).length;
    expect(unreadable).toBeGreaterThan(900);
    expect(unreadable).toBeLessThan(2700);
    expect(Math.max(...all.map((bytes) => bytes.length))).toBeLessThan(65_507);
    expect(all.some((bytes) => bytes.length > 50_000)).toBe(true);
    const hosts = all.flatMap(
      (bytes) =>
        Buffer.from(bytes)
          .toString('latin1')
          .match(/\d+(\.\d+){3}/g) ?? [],
    );
    expect(hosts.length).toBeGreaterThan(10_000);
    expect(hosts.filter((host) => !host.startsWith('127.'))).toEqual([]);
  });
});
