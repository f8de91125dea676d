import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeyFile } from './secret-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));

function keyOf(bytes: Uint8Array): Uint8Array {
  const file = join(folder, 'key');
  writeFileSync(file, bytes);
  return readKeyFile(file, 'the key of route tokens');
}

describe('a key from a file', () => {
  it('is its bytes as they stand', () => {
    expect([...keyOf(new Uint8Array(32).fill(200))]).toEqual(new Array(32).fill(200));
  });

  it('is refused when it is short or missing, by a sentence that says what to write, never what was there', () => {
    expect(() => keyOf(Buffer.from('my-secret'))).toThrow(
      /the key of route tokens has 9 bytes; write at least 32 random ones/,
    );
    expect(() => keyOf(Buffer.from('my-secret'))).not.toThrow(/my-secret/);
    expect(() => readKeyFile(join(folder, 'none'), 'the key of route tokens')).toThrow(/can't be read/);
  });
});
