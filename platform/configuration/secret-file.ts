import { readFileSync } from 'node:fs';
import { ConfigurationError } from './configuration-error.ts';

/** Secrets come from files and reach no log. Each function throws `ConfigurationError` with what to do. */
const keyBytes_min = 32;

/** Raw bytes of a key, at least 32. `what` names it for people. */
export function readKeyFile(file: string, what: string): Uint8Array {
  const key = new Uint8Array(readSecretFile(file, what));
  if (key.length >= keyBytes_min) return key;
  throw new ConfigurationError(file, [
    `${what} has ${key.length} bytes; write at least ${keyBytes_min} random ones`,
  ]);
}

export function readSecretFile(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(file, [`${what} can't be read: ${why}`]);
  }
}
