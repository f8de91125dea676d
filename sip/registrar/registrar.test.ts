import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { DigestServer } from '../digest/digest-server.ts';
import type { SipRequest } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { PartyWorld } from '../user-agent/party-suite.ts';
import { applyRegister } from './apply-register.ts';
import type { Binding } from './binding.ts';
import { readRegister } from './register-request.ts';
import { Registrar } from './registrar.ts';

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

const limits = { expiresSeconds_min: 10, expiresSeconds_max: 3600, bindingsPerUser_max: 2 };
const source = { host: '10.0.0.9', port: 5060 };

function register(contacts: string, cseq = 1, callId = 'r'): SipRequest {
  return parseMessage(
    Buffer.from(
      `REGISTER sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK${cseq}\r\nFrom: <sip:bj-01@t>;tag=1\r\n` +
        `To: <sip:bj-01@t>\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} REGISTER\r\n${contacts}\r\nContent-Length: 0\r\n\r\n`,
    ),
  ) as SipRequest;
}

function applied(current: readonly Binding[], contacts: string, cseq = 1, callId = 'r', nowMono = 0) {
  const asked = readRegister(register(contacts, cseq, callId), 300);
  if (!asked) return 'malformed';
  const result = applyRegister(current, asked, source, nowMono, limits);
  return result.taken ? result : result.status;
}

function taken(current: readonly Binding[], contacts: string, cseq = 1, callId = 'r') {
  const result = applied(current, contacts, cseq, callId);
  if (typeof result !== 'object') throw new Error(String(result));
  return result;
}

describe('bindings', () => {
  const one = taken([], 'Contact: <sip:a@10.0.0.9>;expires=60;q=0.5;+x="y"');

  it('are kept with their own expiry, preference and parameters', () => {
    expect(one.bindings).toMatchObject([
      {
        user: 'bj-01',
        contact: 'sip:a@10.0.0.9',
        q: 0.5,
        expiresAtMono: 60_000,
        contactText: '<sip:a@10.0.0.9>;q=0.5;+x="y"',
      },
    ]);
    expect(one.events.map(({ kind }) => kind)).toEqual(['registered']);
  });

  it('are refreshed by an equal URI, and removed by expires 0 or *', () => {
    expect(taken(one.bindings, 'Contact: <sip:%61@10.0.0.9>', 2).events.map(({ kind }) => kind)).toEqual([
      'refreshed',
    ]);
    expect(taken(one.bindings, 'Contact: <sip:a@10.0.0.9>;expires=0', 2)).toMatchObject({
      bindings: [],
      events: [{ kind: 'removed' }],
    });
    expect(taken(one.bindings, 'Contact: *\r\nExpires: 0', 2)).toMatchObject({
      bindings: [],
      events: [{ kind: 'removed' }],
    });
  });

  it('are only told when no Contact is given', () => {
    expect(taken(one.bindings, 'Subject: query', 2)).toMatchObject({ bindings: one.bindings, events: [] });
  });

  it('do not go back in order within a Call-ID', () => {
    expect(applied(one.bindings, 'Contact: <sip:a@10.0.0.9>', 1)).toBe(500);
    expect(applied(one.bindings, 'Contact: *\r\nExpires: 0', 1)).toBe(500);
    expect(taken(one.bindings, 'Contact: <sip:a@10.0.0.9>', 1, 'after-a-restart').events.length).toBe(1);
  });

  it('all or nothing: a brief one among others changes none', () => {
    expect(applied([], 'Contact: <sip:a@10.0.0.9>, <sip:b@10.0.0.9>;expires=3')).toBe(423);
    expect(applied([], 'Contact: <sip:a@x>, <sip:b@x>, <sip:c@x>')).toBe(503);
  });

  it('are granted no longer than the most, and what is no number counts as not said', () => {
    const expires = (text: string) =>
      taken([], `Contact: <sip:a@x>;expires=${text}`).bindings[0]!.expiresAtMono;
    expect(expires('99999999999999')).toBe(3_600_000);
    expect(expires('soon')).toBe(300_000);
  });

  it('* with another Contact, or without Expires 0, is malformed', () => {
    expect(applied([], 'Contact: *\r\nExpires: 10')).toBe('malformed');
    expect(applied([], 'Contact: *\r\nContact: <sip:a@x>\r\nExpires: 0')).toBe('malformed');
    expect(applied([], 'Contact: <mailto:a@x>')).toBe('malformed');
  });
});

function site(extra: { password?: string; expiresSeconds_min?: number } = {}) {
  const world = new PartyWorld();
  const edge = world.party('edge', '10.0.0.1', { hash });
  const phone = world.party('bj-01', '10.0.0.2', { hash });
  const events: string[] = [];
  const registrar = new Registrar({
    clock: world.time,
    timers: world.time,
    digest: new DigestServer({
      realm: 'tandem',
      hash,
      random: world.random,
      clock: world.time,
      key: Buffer.from('k'),
      passwordOf: (user) => (user === 'bj-01' || user === 'bj-02' ? 'secret' : undefined),
    }),
    onBinding: ({ kind, binding }) =>
      events.push(`${Math.round(world.time.monoMs() / 1000)} ${kind} ${binding.contact}`),
    ...(extra.expiresSeconds_min !== undefined && { expiresSeconds_min: extra.expiresSeconds_min }),
  });
  edge.userAgent.onRequest('REGISTER', (transaction) => registrar.receive(transaction));
  const heard: string[] = [];
  const signIn = (aor = 'sip:bj-01@tandem', expiresSeconds = 60) =>
    phone.userAgent.register(
      {
        registrar: 'sip:10.0.0.1',
        aor,
        expiresSeconds,
        credentials: { user: 'bj-01', password: extra.password ?? 'secret' },
      },
      {
        onRegistered: (seconds) => heard.push(`registered ${seconds}`),
        onFailed: (status, retryMs) => heard.push(`failed ${status} ${retryMs}`),
        onUnregistered: () => heard.push('unregistered'),
      },
    );
  return { world, edge, phone, registrar, events, heard, signIn };
}

describe('a phone at a registrar', () => {
  it('registers by digest, refreshes with the same nonce, and signs out', () => {
    const { world, registrar, events, heard, signIn } = site();
    const registration = signIn();
    world.time.run(70_000);
    expect(heard).toEqual(['registered 60', 'registered 60', 'registered 60']);
    expect(events).toEqual([
      '0 registered sip:bj-01@10.0.0.2:5060',
      '30 refreshed sip:bj-01@10.0.0.2:5060',
      '60 refreshed sip:bj-01@10.0.0.2:5060',
    ]);
    expect(registrar.counters.challenged).toBe(1);
    expect(registrar.bindingsOf('bj-01')).toMatchObject([{ source: { host: '10.0.0.2', port: 5060 } }]);
    registration.unregister();
    world.time.run(1000);
    expect(heard.at(-1)).toBe('unregistered');
    expect(registrar.bindingsOf('bj-01')).toEqual([]);
  });

  it('expires when it falls silent', () => {
    const { world, events, registrar, signIn } = site();
    const registration = signIn();
    world.time.run(1000);
    registration.stop();
    world.time.run(61_000);
    expect(events.at(-1)).toBe('61 expired sip:bj-01@10.0.0.2:5060');
    expect(registrar.counters.expired).toBe(1);
  });

  it('takes the longer time that a registrar insists on', () => {
    const { world, heard, signIn } = site({ expiresSeconds_min: 120 });
    signIn();
    world.time.run(1000);
    expect(heard).toEqual(['registered 120']);
  });

  it('with a wrong password is refused for good', () => {
    const { world, heard, events, signIn } = site({ password: 'guess' });
    signIn();
    world.time.run(100_000);
    expect(heard).toEqual(['failed 401 undefined']);
    expect(events).toEqual([]);
  });

  it('cannot register somebody else', () => {
    const { world, heard, registrar, signIn } = site();
    signIn('sip:bj-02@tandem');
    world.time.run(1000);
    expect(heard).toEqual(['failed 403 undefined']);
    expect(registrar.counters.forbidden).toBe(1);
  });

  it('tries again, later each time, when the site does not answer', () => {
    const { world, heard, signIn, edge } = site();
    edge.transport.onRequest(() => {});
    signIn();
    world.time.run(100_000);
    expect(heard).toEqual(['failed 408 1000', 'failed 408 2000', 'failed 408 4000']);
  });
});
