import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { SipHeaders } from '../message/headers.ts';
import { SipRequest, SipResponse } from '../message/message.ts';
import { parseDigestFields } from './credentials.ts';
import { DigestClient } from './digest-client.ts';
import { DigestServer, type DigestServerOptions } from './digest-server.ts';
import { type Algorithm, responseHex, secretHex } from './response-value.ts';

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

describe('the digest', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('by %s is that of RFC 7616 §3.9.1', (algorithm, expected) => {
    const secret = secretHex(hash, algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
    const response = responseHex(hash, {
      algorithm,
      secretHex: secret,
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    });
    expect(response).toBe(expected);
  });
});

describe('digest fields', () => {
  it('are read whatever their spacing, quotes and case', () => {
    const fields = parseDigestFields('digest Realm = "a \\"b\\"" ,nc=00000001,  qop=auth')!;
    expect([...fields]).toEqual([
      ['realm', 'a "b"'],
      ['nc', '00000001'],
      ['qop', 'auth'],
    ]);
  });

  it.each(['Basic abc', 'Digest realm', 'Digest realm="a', 'Digest a=1 b=2', 'Digest a=1, a=2', ''])(
    '%s is none',
    (text) => {
      expect(parseDigestFields(text)).toBeUndefined();
    },
  );
});

function parties(options: Partial<DigestServerOptions> = {}, password = 'secret') {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(3);
  const server = new DigestServer({
    realm: 'tandem',
    hash,
    random,
    clock: time,
    key: Buffer.from('key'),
    passwordOf: (user) => (user === 'bj-01' ? 'secret' : undefined),
    ...options,
  });
  const client = new DigestClient({ user: 'bj-01', password }, hash, random);
  const challenge = (cause: Parameters<DigestServer['challenges']>[0] = 'no-credentials') => {
    const headers = new SipHeaders();
    for (const value of server.challenges(cause)) headers.add('WWW-Authenticate', value);
    return new SipResponse(401, 'Unauthorized', headers);
  };
  const signed = () => {
    const request = new SipRequest('REGISTER', 'sip:10.0.0.1');
    client.authorize(request);
    return request;
  };
  return { time, server, client, challenge, signed };
}

describe('a server and a client', () => {
  it.each([
    [['SHA-256', 'MD5'], 'SHA-256'],
    [['MD5', 'SHA-256'], 'SHA-256'],
    [['MD5'], 'MD5'],
  ] as const)('challenged with %s answer by %s', (algorithms: readonly Algorithm[], chosen) => {
    const { server, client, challenge, signed } = parties({ algorithms });
    expect(server.verify(signed())).toEqual({ accepted: false, cause: 'no-credentials' });
    expect(client.learn(challenge())).toBe(true);
    const request = signed();
    expect(parseDigestFields(request.headers.get('authorization')!)!.get('algorithm')).toBe(chosen);
    expect(server.verify(request)).toEqual({ accepted: true, user: 'bj-01' });
  });

  it('a nonce serves again with the next count, and the same count never twice', () => {
    const { server, client, challenge, signed } = parties();
    client.learn(challenge());
    const first = signed();
    const second = signed();
    expect(server.verify(first).accepted).toBe(true);
    expect(server.verify(second).accepted).toBe(true);
    expect(server.verify(second)).toEqual({ accepted: false, cause: 'replayed' });
    expect(server.verify(first)).toEqual({ accepted: false, cause: 'replayed' });
  });

  it('an old nonce is stale, and the client tries again without asking anybody', () => {
    const { time, server, client, challenge, signed } = parties({ nonceLifeMs: 1000 });
    client.learn(challenge());
    expect(server.verify(signed()).accepted).toBe(true);
    client.accepted();
    time.run(2000);
    expect(server.verify(signed())).toEqual({ accepted: false, cause: 'stale' });
    expect(client.learn(challenge('stale'))).toBe(true);
    expect(server.verify(signed()).accepted).toBe(true);
  });

  it('a nonce that somebody else made is stale', () => {
    const { server, client, signed } = parties();
    client.learn(parties({ key: Buffer.from('another') }).challenge());
    expect(server.verify(signed())).toEqual({ accepted: false, cause: 'stale' });
  });

  it('a wrong password is refused, and the client gives up', () => {
    const { server, client, challenge, signed } = parties({}, 'guess');
    expect(client.learn(challenge())).toBe(true);
    expect(server.verify(signed())).toEqual({ accepted: false, cause: 'wrong-response' });
    expect(client.learn(challenge('wrong-response'))).toBe(false);
  });

  it('a client does not follow a server for which every nonce is stale', () => {
    const { client, challenge, signed } = parties();
    let rounds = 0;
    while (client.learn(challenge('stale')) && rounds < 100) {
      signed();
      rounds += 1;
    }
    expect(rounds).toBe(3);
  });

  it('an answer for another method is refused', () => {
    const { server, client, challenge } = parties();
    client.learn(challenge());
    const request = new SipRequest('REGISTER', 'sip:10.0.0.1');
    client.authorize(request);
    const invite = new SipRequest('INVITE', 'sip:10.0.0.1', request.headers);
    expect(server.verify(invite)).toEqual({ accepted: false, cause: 'wrong-response' });
  });

  it('credentials of another scheme, without qop, or for another realm are as none', () => {
    const { server } = parties();
    for (const text of [
      'Basic abc',
      'Digest username="bj-01", realm="tandem", nonce="1", uri="x", response="y"',
    ]) {
      const request = new SipRequest('REGISTER', 'sip:10.0.0.1', new SipHeaders().add('Authorization', text));
      expect(server.verify(request)).toEqual({ accepted: false, cause: 'no-credentials' });
    }
    expect(server.counters['no-credentials']).toBe(2);
  });

  it('the book of nonces is bounded, and what it forgot is stale, not fresh', () => {
    const { server, client, challenge, signed, time } = parties({ nonces_max: 2 });
    client.learn(challenge());
    const replay = signed();
    expect(server.verify(replay).accepted).toBe(true);
    client.accepted();
    for (let i = 0; i < 2; i++) {
      time.run(10);
      client.learn(challenge());
      expect(server.verify(signed()).accepted).toBe(true);
      client.accepted();
    }
    expect(server.verify(replay)).toEqual({ accepted: false, cause: 'stale' });
  });
});
