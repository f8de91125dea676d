import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './append-file.ts';

/** Replaces a file whole: after a crash it is the old one or the new one, never a part. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
}
