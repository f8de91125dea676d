import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { DigestServer } from '../digest/digest-server.ts';
import type { SipRequest } from '../message/message.ts';
import { tagOf } from '../message/name-addr.ts';
import { parseMessage } from '../message/parse.ts';
import { makeResponse, type ResponseOptions } from '../message/response.ts';
import { writeMessage } from '../message/write.ts';
import type { CallDelegate, CallEnd, IncomingCall } from './call.ts';
import { PartyWorld } from './party-suite.ts';

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

/** alice, and a peer at 10.0.0.9 who says exactly what the test tells it to. */
function aliceAndAScript() {
  const world = new PartyWorld();
  const alice = world.party('alice', '10.0.0.1', { hash });
  const socket = world.network.bind({ host: '10.0.0.9', port: 5060 });
  const heard: SipRequest[] = [];
  const statuses: number[] = [];
  socket.onDatagram((payload) => {
    const message = parseMessage(payload);
    if (message.kind === 'request') heard.push(message);
    if (message.kind === 'response') statuses.push(message.status);
  });
  const to = { host: '10.0.0.1', port: 5060 };
  return {
    world,
    alice,
    heard,
    statuses,
    methods: () => heard.map(({ method }) => method),
    answer: (request: SipRequest, status: number, options: ResponseOptions = {}) => {
      socket.send(writeMessage(makeResponse(request, status, options)), to);
      world.time.run(1);
    },
    say: (text: string) => {
      socket.send(Buffer.from(text), to);
      world.time.run(1);
    },
    call: (delegate: CallDelegate = {}, credentials?: { user: string; password: string }) => {
      const call = alice.userAgent.invite(
        { uri: 'sip:bob@10.0.0.9', from: alice.uri, body: 'v=0\r\n', ...(credentials && { credentials }) },
        delegate,
      );
      world.time.run(1);
      return call;
    },
  };
}

const contact = [['Contact', '<sip:bob@10.0.0.9>']] as const;

describe('alice as the caller', () => {
  it('acknowledges every repeat of the 2xx with the same ACK', () => {
    const { call, heard, answer, methods } = aliceAndAScript();
    call();
    for (let i = 0; i < 3; i++) answer(heard[0]!, 200, { toTag: 'b', headers: contact });
    expect(methods()).toEqual(['INVITE', 'ACK', 'ACK', 'ACK']);
    expect(heard[1]!.headers.write()).toBe(heard[3]!.headers.write());
  });

  it('keeps the first of two forked answers, and ends the other', () => {
    const { call, heard, answer, methods, alice } = aliceAndAScript();
    const made = call();
    answer(heard[0]!, 180, { toTag: 'one', headers: contact });
    answer(heard[0]!, 180, { toTag: 'two', headers: contact });
    answer(heard[0]!, 200, { toTag: 'two', headers: contact });
    answer(heard[0]!, 200, { toTag: 'one', headers: contact });
    expect(methods()).toEqual(['INVITE', 'ACK', 'ACK', 'BYE']);
    expect(heard[3]!.headers.get('to')).toContain('tag=one');
    expect(made.state).toBe('established');
    expect(alice.userAgent.counters.unwantedAnswersEnded).toBe(1);
  });

  it('answers a challenge to her INVITE, acknowledges the refusal, and signs the ACK of the 2xx', () => {
    const { call, heard, answer, methods, world } = aliceAndAScript();
    const { random, time } = world;
    const key = Buffer.from('k');
    const server = new DigestServer({
      realm: 'trunk',
      hash,
      random,
      clock: time,
      key,
      passwordOf: () => 'pw',
    });
    const made = call({}, { user: 'alice', password: 'pw' });
    const challenge = server
      .challenges('no-credentials')
      .map((value) => ['Proxy-Authenticate', value] as const);
    answer(heard[0]!, 407, { toTag: 'c', headers: challenge });
    world.time.run(1);
    expect(methods()).toEqual(['INVITE', 'ACK', 'INVITE']);
    expect(heard[2]!.headers.get('cseq')).toBe('2 INVITE');
    expect(server.verify(heard[2]!, 'Proxy-Authorization')).toEqual({ accepted: true, user: 'alice' });
    answer(heard[2]!, 200, { toTag: 'b', headers: contact });
    expect(heard[3]!.headers.get('cseq')).toBe('2 ACK');
    expect(made.state).toBe('established');
  });

  it('tells of a redirect with its Contacts, and does not follow it by herself', () => {
    const { call, heard, answer } = aliceAndAScript();
    const ends: CallEnd[] = [];
    call({ onEnded: (end) => ends.push(end) });
    answer(heard[0]!, 302, {
      toTag: 'r',
      headers: [['Contact', '<sip:bob@10.0.0.5>;q=0.9, <sip:bob@10.0.0.6>;q=0.5']],
    });
    expect(ends).toMatchObject([{ kind: 'refused', status: 302 }]);
    const [end] = ends;
    expect(end?.kind === 'refused' && end.response.headers.all('contact').length).toBe(2);
  });

  it('ends the call when the peer answers 481 inside it, and lets 491 be', () => {
    const { call, heard, answer, world } = aliceAndAScript();
    const ends: CallEnd[] = [];
    const made = call({ onEnded: (end) => ends.push(end) });
    answer(heard[0]!, 200, { toTag: 'b', headers: contact });
    made.reinvite({ body: 'v=0\r\n' }, () => {});
    world.time.run(1);
    answer(heard.at(-1)!, 491);
    expect(ends).toEqual([]);
    made.request('INFO', {});
    world.time.run(1);
    answer(heard.at(-1)!, 481);
    expect(ends).toEqual([{ kind: 'lost', cause: 'no-dialog' }]);
  });
});

function invite(cseq: number, branch: string, to = '<sip:alice@10.0.0.1>', method = 'INVITE'): string {
  return (
    `${method} sip:alice@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${branch}\r\nFrom: <sip:bob@10.0.0.9>;tag=b\r\n` +
    `To: ${to}\r\nCall-ID: s\r\nCSeq: ${cseq} ${method}\r\nContact: <sip:bob@10.0.0.9>\r\nContent-Length: 0\r\n\r\n`
  );
}

describe('alice as the called', () => {
  function called() {
    const script = aliceAndAScript();
    const calls: IncomingCall[] = [];
    const ends: CallEnd[] = [];
    script.alice.userAgent.onInvite((call) => {
      calls.push(call);
      return { onEnded: (end) => ends.push(end) };
    });
    return { ...script, calls, ends };
  }

  it('takes an INVITE that comes by two ways once (482)', () => {
    const { say, calls, statuses } = called();
    say(invite(1, 'one'));
    say(invite(1, 'two'));
    expect(calls.length).toBe(1);
    expect(statuses).toEqual([482]);
  });

  it('refuses what comes out of order inside the call (500), and takes BYE before her answer', () => {
    const { say, calls, statuses, ends } = called();
    say(invite(5, 'one'));
    calls[0]!.ring();
    const to = `<sip:alice@10.0.0.1>;tag=${tagOf(calls[0]!.local)}`;
    say(invite(4, 'late', to, 'INFO'));
    say(invite(6, 'bye', to, 'BYE'));
    expect(statuses).toEqual([180, 500, 200, 487]);
    expect(ends).toMatchObject([{ kind: 'bye', by: 'remote' }]);
  });

  it('at her limit of calls says 486', () => {
    const world = new PartyWorld();
    const bob = world.party('bob', '10.0.0.2', { calls_max: 1 });
    const carol = world.party('carol', '10.0.0.3');
    bob.userAgent.onInvite((call) => {
      call.ring();
      return {};
    });
    const ends: CallEnd[] = [];
    for (let i = 0; i < 2; i++) {
      carol.userAgent.invite({ uri: bob.uri, from: carol.uri }, { onEnded: (end) => ends.push(end) });
    }
    world.time.run(100);
    expect(ends).toMatchObject([{ kind: 'refused', status: 486 }]);
    expect(bob.userAgent.counters.callsRefusedAtLimit).toBe(1);
  });
});
