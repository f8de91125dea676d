import type { Hash } from '../ports/hash.ts';
import { signFields, verifyFields } from './signed-fields.ts';

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

/** The parameter of our own Route, or of a redirect's URI, that carries it. */
export const routeTokenParameter = 'tandem-token';

export function signRouteToken(token: RouteToken, key: Uint8Array, hash: Hash): string {
  const { callId, decisionId, site, callType, queue, priority, expiresAtMs } = token;
  return signFields([callId, decisionId, site, callType, queue, priority, expiresAtMs], key, hash);
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
  const signed = verifyFields(text, key, hash);
  if (!signed.valid) return signed;
  const token = readToken(signed.fields);
  if (!token) return { valid: false, fault: 'malformed' };
  if (token.site !== expected.site) return { valid: false, fault: 'other-site' };
  if (expected.nowMs > token.expiresAtMs + expected.skewMs) return { valid: false, fault: 'expired' };
  return { valid: true, token };
}

function readToken(fields: readonly unknown[]): RouteToken | undefined {
  const [callId, decisionId, site, callType, queue, priority, expiresAtMs, ...more] = fields;
  if (typeof callId !== 'string' || typeof decisionId !== 'string' || typeof site !== 'string') {
    return undefined;
  }
  if (typeof callType !== 'string' || typeof queue !== 'string' || more.length > 0) return undefined;
  if (typeof priority !== 'number' || typeof expiresAtMs !== 'number') return undefined;
  return { callId, decisionId, site, callType, queue, priority, expiresAtMs };
}
