import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FolderTaken, FolderUnusable, lockFolder } from './lock.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'tandem-lock-'));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the lock of a data folder', () => {
  it('is held by one at a time, and says by whom', () => {
    const lock = lockFolder(dataDir);
    expect(() => lockFolder(dataDir)).toThrow(FolderTaken);
    expect(() => lockFolder(dataDir)).toThrow(`process ${process.pid}`);
    lock.release();
    lockFolder(dataDir).release();
  });

  it('says so when the folder can’t be made, at once', () => {
    expect(() => lockFolder('/proc/tandem')).toThrow(FolderUnusable);
    expect(() => lockFolder('/dev/null/tandem')).toThrow('choose another with --data DIR');
  });

  it('is taken over from one who is gone, though another program has his number', () => {
    const file = join(dataDir, 'up.lock');
    for (const left of ['{"pid":999999999,"started":"5"}', `{"pid":${process.pid},"started":"5"}`, '', 'x']) {
      lockFolder(dataDir).release();
      writeFileSync(file, left);
      lockFolder(dataDir).release();
    }
  });
});
