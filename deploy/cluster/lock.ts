import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isAlive, startOf } from './alive.ts';

export interface FolderLock {
  release(): void;
}

/** Another cluster has the data folder. */
export class FolderTaken extends Error {
  readonly code = 'folder-taken';
  readonly retriable = false;

  constructor(dataDir: string, pid: number) {
    super(
      `a cluster already runs in ${dataDir} (process ${pid}): end it with Ctrl-C there or \`kill ${pid}\`, ` +
        'or choose another folder with --data DIR',
    );
    this.name = 'FolderTaken';
  }
}

/** The data folder can't be made, or nothing can be written there. */
export class FolderUnusable extends Error {
  readonly code = 'folder-unusable';
  readonly retriable = false;

  constructor(dataDir: string, why: string) {
    super(`${dataDir} can't be used as data folder (${why}): choose another with --data DIR`);
    this.name = 'FolderUnusable';
  }
}

/** One part after the other: Node's own recursive way never returns where a file system refuses for ever. */
function makeFolder(dataDir: string): void {
  const missing: string[] = [];
  for (let part = resolve(dataDir); !existsSync(part); part = dirname(part)) missing.unshift(part);
  try {
    for (const part of missing) mkdirSync(part, { mode: 0o700 });
  } catch (error) {
    throw new FolderUnusable(dataDir, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/**
 * Takes the data folder for one supervisor, by a file that names it. A file whose process is gone is
 * taken over; a process number that was given to another program since is told by its start time.
 */
export function lockFolder(dataDir: string): FolderLock {
  makeFolder(dataDir);
  const file = join(dataDir, 'up.lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
      closeSync(handle);
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new FolderUnusable(dataDir, code ?? String(error));
    }
    const holder = readHolder(file);
    if (holder && isAlive(holder.pid) && startOf(holder.pid) === holder.started) {
      throw new FolderTaken(dataDir, holder.pid);
    }
    rmSync(file, { force: true });
  }
  throw new Error(`${file} comes back as often as it is removed; find out who writes it`);
}

function readHolder(file: string): { readonly pid: number; readonly started: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
