import { createHmac, hash as digest } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../ports/hash.ts';
import { type RouteToken, signRouteToken, verifyRouteToken } from './route-token.ts';

const hash: Hash = {
  md5Hex: (text) => digest('md5', text, 'hex'),
  sha256Hex: (text) => digest('sha256', text, 'hex'),
  hmacSha256: (key, message) => new Uint8Array(createHmac('sha256', key).update(message).digest()),
};
const key = new Uint8Array(32).fill(7);
const token: RouteToken = {
  callId: 'call-beijing.router-1-1',
  decisionId: 'decision-beijing.router-1-2',
  site: 'shanghai',
  callType: 'sales',
  queue: 'sales',
  priority: 10,
  expiresAtMs: 1_760_000_010_000,
};
const text = signRouteToken(token, key, hash);
const expected = { site: 'shanghai', nowMs: 1_760_000_000_000, skewMs: 250 };

describe('the route token', () => {
  it('is read back whole by the site that it was made for', () => {
    expect(verifyRouteToken(text, expected, key, hash)).toEqual({ valid: true, token });
  });

  it('is safe as a URI parameter', () => {
    expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('is refused by any other site', () => {
    expect(verifyRouteToken(text, { ...expected, site: 'beijing' }, key, hash)).toEqual({
      valid: false,
      fault: 'other-site',
    });
  });

  it('is refused when it has expired by more than the clocks may differ', () => {
    const at = (nowMs: number) => verifyRouteToken(text, { ...expected, nowMs }, key, hash);
    expect(at(token.expiresAtMs + 250).valid).toBe(true);
    expect(at(token.expiresAtMs + 251)).toEqual({ valid: false, fault: 'expired' });
  });

  it('is refused when it was signed with another key', () => {
    const forged = signRouteToken(token, new Uint8Array(32).fill(8), hash);
    expect(verifyRouteToken(forged, expected, key, hash)).toEqual({ valid: false, fault: 'bad-signature' });
  });

  it('is refused when any single character was changed', () => {
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      expect(verifyRouteToken(changed, expected, key, hash).valid).toBe(false);
    }
  });

  it('is refused when it is anything else', () => {
    for (const other of ['', '1', '1..', '...', '2.a.b', 'x'.repeat(2000), `${text}.`, ` ${text}`]) {
      expect(verifyRouteToken(other, expected, key, hash).valid).toBe(false);
    }
  });

  it('is refused when it is signed and yet says nonsense', () => {
    const sign = (json: string) => {
      const body = `1.${Buffer.from(json).toString('base64url')}`;
      const signature = hash.hmacSha256(key, new TextEncoder().encode(body));
      return `${body}.${Buffer.from(signature).toString('base64url')}`;
    };
    for (const json of ['', '{}', '[]', '[1,2,3,4,5,6,7]', '["a","b","shanghai","d","e","f",1]', 'null']) {
      expect(verifyRouteToken(sign(json), expected, key, hash)).toEqual({ valid: false, fault: 'malformed' });
    }
  });
});
