import { createHmac, hash } from 'node:crypto';
import type { Hash } from '../../kernel/ports/hash.ts';

/** Digests by the runtime's OpenSSL, synchronously: inputs are short. */
export const systemHash: Hash = {
  md5Hex: (text) => hash('md5', text, 'hex'),
  sha256Hex: (text) => hash('sha256', text, 'hex'),
  hmacSha256: (key, message) => new Uint8Array(createHmac('sha256', key).update(message).digest()),
};
