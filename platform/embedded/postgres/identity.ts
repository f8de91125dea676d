import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * As whom PostgreSQL runs. It refuses root. Root starts it in a user namespace in which root has
 * another number, so that it may still enter every folder; where namespaces are forbidden (some
 * containers), as an ordinary user that keeps root's right to enter folders. Anybody else starts it
 * plainly.
 */
export interface Identity {
  readonly how: 'plain' | 'namespace' | 'capability';
  /** What stands before the command. */
  readonly prefix: readonly string[];
  /** Who must own the database's folder, where that isn't us. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Root's stand-in inside the namespace or beside it. */
const standIn = 1000;

const namespace: readonly string[] = [
  'unshare',
  '--user',
  `--map-user=${standIn}`,
  `--map-group=${standIn}`,
  '--',
];

const capability: readonly string[] = [
  'setpriv',
  `--reuid=${standIn}`,
  `--regid=${standIn}`,
  '--clear-groups',
  '--inh-caps=-all,+dac_override,+dac_read_search',
  '--ambient-caps=-all,+dac_override,+dac_read_search',
  '--',
];

/** Tries what works here by running `postgres --version` in each way. Throws a sentence that says what to do. */
export function chooseIdentity(postgres: string, uid = process.getuid?.()): Identity {
  if (uid !== 0) return { how: 'plain', prefix: [] };
  if (works(namespace, postgres)) return { how: 'namespace', prefix: namespace };
  if (works(capability, postgres))
    return { how: 'capability', prefix: capability, owner: { uid: standIn, gid: standIn } };
  throw new Error(
    'PostgreSQL does not run as root, and neither "unshare --user" nor "setpriv" could give it another ' +
      'identity here. Run this as an ordinary user, install util-linux, or allow user namespaces ' +
      '(for Docker: --security-opt seccomp=unconfined, or --user 1000).',
  );
}

/** PostgreSQL wants to own its folder: another identity than last time means another owner. */
export function giveTo(identity: Identity, folder: string): void {
  const ourselves = process.getuid?.();
  if (ourselves !== 0) return;
  const { uid, gid } = identity.owner ?? { uid: 0, gid: 0 };
  if (lstatSync(folder).uid === uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), uid, gid);
  chownSync(folder, uid, gid);
}

function works(prefix: readonly string[], postgres: string): boolean {
  const [program, ...rest] = [...prefix, postgres, '--version'];
  return spawnSync(program!, rest, { stdio: 'ignore', timeout: 5_000 }).status === 0;
}
