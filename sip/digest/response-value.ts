import type { Hash } from '../../kernel/ports/hash.ts';

/** The digest itself (RFC 7616 §3.4.1, RFC 8760). Best algorithm first: challenges go out in this order. */
export const algorithms = ['SHA-256', 'MD5'] as const;
export type Algorithm = (typeof algorithms)[number];

/** `undefined` for algorithms that we don't speak. Absent means MD5 (RFC 7616 §3.3). */
export function algorithmOf(text: string | undefined): Algorithm | undefined {
  if (text === undefined) return 'MD5';
  return algorithms.find((algorithm) => algorithm.toLowerCase() === text.toLowerCase());
}

function hashHex(hash: Hash, algorithm: Algorithm, text: string): string {
  return algorithm === 'MD5' ? hash.md5Hex(text) : hash.sha256Hex(text);
}

/** H(user:realm:password): what may be stored in place of a password. */
export function secretHex(
  hash: Hash,
  algorithm: Algorithm,
  user: string,
  realm: string,
  password: string,
): string {
  return hashHex(hash, algorithm, `${user}:${realm}:${password}`);
}

export interface ResponseInput {
  readonly algorithm: Algorithm;
  readonly secretHex: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  /** Absent: the old form without quality of protection (RFC 2069). */
  readonly qop?: { readonly nc: string; readonly cnonce: string };
}

/** Lower-case hex, for `response=`; quality of protection `auth`. */
export function responseHex(hash: Hash, input: ResponseInput): string {
  const { algorithm, qop } = input;
  const request = hashHex(hash, algorithm, `${input.method}:${input.uri}`);
  const middle = qop ? `${input.nonce}:${qop.nc}:${qop.cnonce}:auth` : input.nonce;
  return hashHex(hash, algorithm, `${input.secretHex}:${middle}:${request}`);
}
