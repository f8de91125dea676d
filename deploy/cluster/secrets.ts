import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../kernel/ports/random.ts';
import { writeDurably } from '../../platform/process/boot.ts';

export interface Secrets {
  readonly routeTokenKeyFile: string;
  readonly desktopKeyFile: string;
  readonly agentPasswordsFile: string;
  /** By agent id. */
  readonly passwords: Readonly<Record<string, string>>;
}

/**
 * The cluster's own secrets, made once and kept in its data folder, readable by their owner alone
 * (files of mode 600 in a folder of 700). Agents who are new get a password; nobody's changes.
 */
export function provideSecrets(dataDir: string, agentIds: readonly string[], random: Random): Secrets {
  const folder = join(dataDir, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const keyFile = (name: string): string => {
    const file = join(folder, name);
    if (!existsSync(file)) writeDurably(file, random.bytes(32), 0o600);
    return file;
  };
  const agentPasswordsFile = join(folder, 'agent-passwords.json');
  const passwords: Record<string, string> = existsSync(agentPasswordsFile)
    ? JSON.parse(readFileSync(agentPasswordsFile, 'utf8'))
    : {};
  for (const id of agentIds) passwords[id] ??= Buffer.from(random.bytes(12)).toString('base64url');
  writeDurably(agentPasswordsFile, `${JSON.stringify(passwords, null, 2)}\n`, 0o600);
  return {
    routeTokenKeyFile: keyFile('route-token.key'),
    desktopKeyFile: keyFile('desktop.key'),
    agentPasswordsFile,
    passwords,
  };
}
