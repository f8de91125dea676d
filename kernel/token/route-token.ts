import type { Hash } from '../ports/hash.ts';

/**
 * The route token: proof, carried in our own Route header or in a redirect's URI, that a router
 * decided this call. Signed, short-lived, never secret: it holds no customer's data.
 */
export interface RouteToken {
  readonly callId: string;
  readonly decisionId: string;
  /** The site it was made for: no other takes it. */
  readonly site: string;
  readonly callType: string;
  readonly queue: string;
  readonly priority: number;
  /** Epoch ms after which it is worth nothing. */
  readonly expiresAtMs: number;
}

export type TokenVerdict =
  | { readonly valid: true; readonly token: RouteToken }
  | { readonly valid: false; readonly fault: 'malformed' | 'bad-signature' | 'expired' | 'other-site' };

const version = '1';

/** `1.<base64url of the JSON fields>.<base64url of HMAC-SHA-256 over what precedes>`; safe as a URI parameter. */
export function signRouteToken(token: RouteToken, key: Uint8Array, hash: Hash): string {
  const fields = [
    token.callId,
    token.decisionId,
    token.site,
    token.callType,
    token.queue,
    token.priority,
    token.expiresAtMs,
  ];
  const body = `${version}.${base64url(utf8.encode(JSON.stringify(fields)))}`;
  return `${body}.${base64url(hash.hmacSha256(key, utf8.encode(body)))}`;
}

/**
 * Checks signature first, then place and time. `skewMs` is how far the clocks of two machines may
 * be apart; a token is refused once it is past its expiry by more than that.
 */
export function verifyRouteToken(
  text: string,
  expected: { readonly site: string; readonly nowMs: number; readonly skewMs: number },
  key: Uint8Array,
  hash: Hash,
): TokenVerdict {
  const parts = text.split('.');
  if (parts.length !== 3 || parts[0] !== version || text.length > 1024) {
    return { valid: false, fault: 'malformed' };
  }
  const signature = hash.hmacSha256(key, utf8.encode(`${parts[0]}.${parts[1]}`));
  if (!sameText(base64url(signature), parts[2]!)) return { valid: false, fault: 'bad-signature' };
  const token = readFields(parts[1]!);
  if (!token) return { valid: false, fault: 'malformed' };
  if (token.site !== expected.site) return { valid: false, fault: 'other-site' };
  if (expected.nowMs > token.expiresAtMs + expected.skewMs) return { valid: false, fault: 'expired' };
  return { valid: true, token };
}

const utf8 = new TextEncoder();

function readFields(text: string): RouteToken | undefined {
  try {
    const fields: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(fields) || fields.length !== 7) return undefined;
    const [callId, decisionId, site, callType, queue, priority, expiresAtMs] = fields;
    for (const word of [callId, decisionId, site, callType, queue]) {
      if (typeof word !== 'string') return undefined;
    }
    if (!Number.isFinite(priority) || !Number.isFinite(expiresAtMs)) return undefined;
    return { callId, decisionId, site, callType, queue, priority, expiresAtMs };
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Compares without telling by its time where two texts differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length && i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
