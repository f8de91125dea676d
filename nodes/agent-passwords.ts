import { ConfigurationError } from '../platform/configuration/configuration-error.ts';
import { readSecretFile } from '../platform/configuration/secret-file.ts';

/** `{"<agent id>": "<password>"}`; every one of `agents` must have one. Throws `ConfigurationError`. */
export function readPasswords(file: string, agents: readonly { readonly id: string }[]): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readSecretFile(file, 'the passwords of agents').toString('utf8'));
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
