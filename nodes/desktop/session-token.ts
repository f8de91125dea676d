import type { Hash } from '../../kernel/ports/hash.ts';
import { signFields, verifyFields } from '../../kernel/token/signed-fields.ts';

/** Proof that somebody signed in as this agent at this site. Short-lived, signed, kept nowhere. */
export interface SessionToken {
  readonly agentId: string;
  readonly site: string;
  /** Epoch ms. */
  readonly expiresAtMs: number;
}

export function signSessionToken(token: SessionToken, key: Uint8Array, hash: Hash): string {
  return signFields([token.agentId, token.site, token.expiresAtMs], key, hash);
}

/** `undefined` for a token that is forged, of another site, or past its time. */
export function verifySessionToken(
  text: string,
  expected: { readonly site: string; readonly nowMs: number },
  key: Uint8Array,
  hash: Hash,
): SessionToken | undefined {
  const signed = verifyFields(text, key, hash);
  if (!signed.valid) return undefined;
  const [agentId, site, expiresAtMs] = signed.fields;
  if (typeof agentId !== 'string' || typeof expiresAtMs !== 'number') return undefined;
  if (site !== expected.site || expected.nowMs >= expiresAtMs) return undefined;
  return { agentId, site: expected.site, expiresAtMs };
}
