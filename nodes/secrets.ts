import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../platform/configuration/configuration-error.ts';

/** Secrets come from files and reach no log. Each function throws `ConfigurationError` with what to do. */
const keyBytes_min = 32;

export function readKey(file: string, what: string): Uint8Array {
  const key = new Uint8Array(read(file, what));
  if (key.length >= keyBytes_min) return key;
  throw new ConfigurationError(file, [
    `${what} has ${key.length} bytes; write at least ${keyBytes_min} random ones`,
  ]);
}

/** `{"<agent id>": "<password>"}`; every one of `agents` must have one. */
export function readPasswords(file: string, agents: readonly { readonly id: string }[]): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(read(file, 'the passwords of agents').toString('utf8'));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(file, ['is not JSON; write {"<agent id>": "<password>"}']);
  }
  const passwords = new Map<string, string>();
  for (const { id } of agents) {
    const password = (parsed as Record<string, unknown> | null)?.[id];
    if (typeof password !== 'string' || password === '') {
      throw new ConfigurationError(file, [`${id} has no password; add "${id}": "<password>"`]);
    }
    passwords.set(id, password);
  }
  return passwords;
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(file, [`${what} can't be read: ${why}`]);
  }
}
