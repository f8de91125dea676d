import type { Hash } from '../../kernel/ports/hash.ts';

/** Proof that somebody signed in as this agent at this site. Short-lived, signed, kept nowhere. */
export interface SessionToken {
  readonly agentId: string;
  readonly site: string;
  /** Epoch ms. */
  readonly expiresAtMs: number;
}

const version = '1';
const utf8 = new TextEncoder();
const tokenCharacters_max = 1024;

/** `1.<base64url of the JSON fields>.<base64url of HMAC-SHA-256 over what precedes>`. */
export function signSessionToken(token: SessionToken, key: Uint8Array, hash: Hash): string {
  const fields = JSON.stringify([token.agentId, token.site, token.expiresAtMs]);
  const body = `${version}.${base64url(utf8.encode(fields))}`;
  return `${body}.${base64url(hash.hmacSha256(key, utf8.encode(body)))}`;
}

/** `undefined` for a token that is forged, of another site, or past its time. */
export function verifySessionToken(
  text: string,
  expected: { readonly site: string; readonly nowMs: number },
  key: Uint8Array,
  hash: Hash,
): SessionToken | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || parts[0] !== version || text.length > tokenCharacters_max) return undefined;
  const signature = base64url(hash.hmacSha256(key, utf8.encode(`${parts[0]}.${parts[1]}`)));
  if (!sameText(signature, parts[2]!)) return undefined;
  const token = readFields(parts[1]!);
  if (!token || token.site !== expected.site || expected.nowMs >= token.expiresAtMs) return undefined;
  return token;
}

function readFields(text: string): SessionToken | undefined {
  try {
    const fields: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(fields)) return undefined;
    const [agentId, site, expiresAtMs] = fields as unknown[];
    if (typeof agentId !== 'string' || typeof site !== 'string' || typeof expiresAtMs !== 'number') {
      return undefined;
    }
    return { agentId, site, expiresAtMs };
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length && i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
