import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { faultCodes } from '../message/fault.ts';
import { parseMessage } from '../message/parse.ts';
import { writeMessage } from '../message/write.ts';
import { ElementUnderTest } from './element-suite.ts';
import { ownMessages } from './own-messages.ts';

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

describe('our own torture messages', () => {
  for (const { point, text, answer } of ownMessages) {
    it(`${point}: ${answer ?? 'silence'}`, () => {
      const answers = new ElementUnderTest(hash).receive(Buffer.from(text));
      expect(answers.filter(({ status }) => status >= 200).map(({ status }) => status)).toEqual(
        answer === undefined ? [] : [answer],
      );
    });
  }

  it('what is read and written again is read the same', () => {
    for (const { text } of ownMessages) {
      const first = parseMessage(Buffer.from(text));
      if (first.kind === 'fault') continue;
      const again = parseMessage(writeMessage(first));
      if (again.kind === 'fault') throw new Error(`${again.detail} ${text}`);
      expect([...again.headers].filter(([name]) => name !== 'Content-Length')).toEqual(
        [...first.headers].filter(([name]) => name !== 'Content-Length'),
      );
      expect(Buffer.from(again.body)).toEqual(Buffer.from(first.body));
    }
  });
});

/** One of our messages with some bytes changed, cut out, doubled, or spliced from another. */
const mutated = fc
  .record({
    at: fc.nat(ownMessages.length - 1),
    other: fc.nat(ownMessages.length - 1),
    edits: fc.array(
      fc.record({
        how: fc.constantFrom('set', 'set', 'set', 'cut', 'double', 'insert', 'splice', 'truncate'),
        place: fc.noBias(fc.integer({ min: 0, max: 9999 })).map((n) => n / 10_000),
        length: fc.nat(12),
        byte: fc.oneof(fc.nat(255), fc.constantFrom(13, 10, 32, 34, 44, 58, 59, 60, 62, 37, 64, 0)),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ at, other, edits }) => {
    let bytes: Buffer = Buffer.from(ownMessages[at]!.text);
    const donor = Buffer.from(ownMessages[other]!.text);
    for (const { how, place, length, byte } of edits) {
      const i = Math.floor(place * bytes.length);
      const before = bytes.subarray(0, i);
      const after = bytes.subarray(i);
      if (how === 'set') bytes = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
      else if (how === 'insert') bytes = Buffer.concat([before, Buffer.alloc(length, byte), after]);
      else if (how === 'cut') bytes = Buffer.concat([before, after.subarray(length)]);
      else if (how === 'double') bytes = Buffer.concat([before, after.subarray(0, length), after]);
      else if (how === 'splice')
        bytes = Buffer.concat([before, donor.subarray(Math.floor(place * donor.length))]);
      else bytes = Buffer.from(before);
    }
    return bytes;
  });

describe('mutated datagrams', () => {
  it('always come out as a request, a response or a typed fault, and what is taken can be written and read again', () => {
    const kinds = { request: 0, response: 0, fault: 0 };
    fc.assert(
      fc.property(mutated, (bytes) => {
        const message = parseMessage(bytes);
        kinds[message.kind] += 1;
        if (message.kind === 'fault') {
          expect(faultCodes).toContain(message.code);
          expect(message.status === undefined).toBe(message.request === undefined);
          return;
        }
        const again = parseMessage(writeMessage(message));
        expect(again.kind).toBe(message.kind);
      }),
      { numRuns: 6000, seed: 4475 },
    );
    expect(kinds.request).toBeGreaterThan(300);
    expect(kinds.response).toBeGreaterThan(10);
    expect(kinds.fault).toBeGreaterThan(500);
  });

  it('never harm an element: 4,000 of them into one, and a good call goes on beside them', () => {
    const element = new ElementUnderTest(hash);
    const { world, party } = element;
    const alice = world.party('alice', '10.0.0.7');
    let calls = 0;
    const oneGoodCall = () => {
      const call = alice.userAgent.invite(
        { uri: party.uri, from: alice.uri, body: goodOffer },
        { onAnswered: () => (calls += 1) },
      );
      world.time.run(50);
      call.hangUp();
    };
    let sent = 0;
    fc.assert(
      fc.property(mutated, (bytes) => {
        element.receive(bytes);
        if (++sent % 200 === 0) oneGoodCall();
      }),
      { numRuns: 4000, seed: 3261 },
    );
    expect(calls).toBe(20);
    const { counters } = party.transport;
    const faults = Object.values(counters.faults).reduce((sum, count) => sum + count, 0);
    expect(counters.requests + counters.responses + counters.misdirectedResponses + faults).toBe(
      counters.received,
    );
    world.time.run(200_000);
    expect(party.transactions.serverCount).toBe(0);
    expect(party.transactions.clientCount).toBe(0);
  });
});

const goodOffer =
  'v=0\r\no=- 1 1 IN IP4 10.0.0.7\r\ns=-\r\nc=IN IP4 10.0.0.7\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
