import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A Unix socket's path has at most 107 bytes on Linux, 103 on macOS; the longest name in the folder has 17. */
const folderBytes_max = 103 - 1 - '.s.PGSQL.5432.lock'.length;

/**
 * The folder of the engines' Unix sockets for a data folder: inside it, or, where its path is too
 * long for a socket, a short one under the system's temporary folder. Every process finds the same.
 */
export function engineSocketFolder(dataFolder: string): string {
  const inside = join(resolve(dataFolder), 'sockets');
  if (Buffer.byteLength(inside) <= folderBytes_max) return inside;
  const uid = process.getuid?.() ?? 0;
  const name = createHash('sha256').update(`${uid} ${inside}`).digest('hex').slice(0, 16);
  return join(tmpdir(), `tandem-${name}`);
}

/** Makes it, open to its owner alone. Throws when somebody else's folder stands there. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid))
    throw new Error(`${folder} belongs to somebody else; remove it, or choose another data folder`);
  chmodSync(folder, 0o700);
}

export function engineSocketPath(socketFolder: string): string {
  return join(socketFolder, 'engines.sock');
}
