import type { Hash } from '../ports/hash.ts';

/**
 * The form of our signed tokens: `1.<base64url of the JSON fields>.<base64url of HMAC-SHA-256 over what
 * precedes>`; safe in a URI parameter and a header. Signed, not secret: anybody can read the fields.
 * Each kind of token has a key of its own, so that none is ever taken for another.
 */
const version = '1';
const characters_max = 1024;
const utf8 = new TextEncoder();

export function signFields(fields: readonly unknown[], key: Uint8Array, hash: Hash): string {
  const body = `${version}.${base64url(utf8.encode(JSON.stringify(fields)))}`;
  return `${body}.${base64url(hash.hmacSha256(key, utf8.encode(body)))}`;
}

export type SignedFields =
  | { readonly valid: true; readonly fields: readonly unknown[] }
  | { readonly valid: false; readonly fault: 'malformed' | 'bad-signature' };

/** Looks at the signature first, so that nothing is read that is not ours. */
export function verifyFields(text: string, key: Uint8Array, hash: Hash): SignedFields {
  const [head, body, signature, ...more] = text.length <= characters_max ? text.split('.') : [];
  if (head !== version || body === undefined || signature === undefined || more.length > 0) {
    return { valid: false, fault: 'malformed' };
  }
  const expected = base64url(hash.hmacSha256(key, utf8.encode(`${head}.${body}`)));
  if (!sameText(expected, signature)) return { valid: false, fault: 'bad-signature' };
  const fields = readArray(body);
  return fields ? { valid: true, fields } : { valid: false, fault: 'malformed' };
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length && i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function readArray(body: string): unknown[] | undefined {
  try {
    const fields: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    return Array.isArray(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
