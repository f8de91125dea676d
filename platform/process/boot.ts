import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../kernel/ports/random.ts';

/** One life of a process. */
export interface Boot {
  /** Counts the starts from 1; higher than any earlier one as long as the data folder lives. */
  readonly number: number;
  /** Tells two boots apart whose data folder was lost or copied. */
  readonly nonce: string;
  /** `<number>-<nonce>`, as in event ids and identifiers. */
  readonly text: string;
}

/**
 * Takes the next boot number from `boot.json` in the data folder. The number is on the disk before
 * this returns, so no two boots ever use the same, whenever the machine stops. An unreadable file is
 * an error: counting from 1 again would reuse numbers.
 */
export function takeBoot(dataDir: string, random: Random): Boot {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'boot.json');
  const number = readLast(file) + 1;
  writeDurably(file, `${JSON.stringify({ boot: number })}\n`);
  const nonce = Buffer.from(random.bytes(3)).toString('hex');
  return { number, nonce, text: `${number}-${nonce}` };
}

function readLast(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  try {
    const boot: unknown = JSON.parse(text).boot;
    if (typeof boot === 'number' && Number.isSafeInteger(boot) && boot > 0) return boot;
  } catch {
    // Falls through to the sentence below.
  }
  throw new Error(
    `${file} is damaged. Write {"boot": N} with an N above any boot number in this process's logs, ` +
      'or remove the whole data folder if its contents may be lost.',
  );
}

/** Writes beside, syncs, renames over, syncs the folder: the file is either the old or the new one. */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o644): void {
  const beside = `${file}.new`;
  const handle = openSync(beside, 'w', mode);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
