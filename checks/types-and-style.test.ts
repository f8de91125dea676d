import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

function run(program: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', program), args, {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('types and style', { timeout: 180_000 }, () => {
  it('hold for the servers', () => {
    expect(run('tsc', ['--pretty', 'false'])).toEqual({ status: 0, output: '' });
  });

  it.each(['ops/web', 'nodes/desktop/web'].filter((page) => existsSync(join(root, page, 'tsconfig.json'))))(
    'hold for the page %s',
    (page) => {
      expect(run('tsc', ['--pretty', 'false', '-p', page])).toEqual({ status: 0, output: '' });
    },
  );

  it('are kept by formatter and linter', () => {
    const { status, output } = run('biome', ['check', '--error-on-warnings', '.']);
    expect(output).toMatch(/Checked \d{2,} files/);
    expect(status, output).toBe(0);
  });

  it('refuse a wrong type when there is one', () => {
    const planted = join(root, 'node_modules/.cache/planted-type-fault.ts');
    spawnSync(
      'sh',
      ['-c', `mkdir -p node_modules/.cache && echo "export const n: number = 'one';" > ${planted}`],
      { cwd: root },
    );
    expect(run('tsc', ['--ignoreConfig', '--noEmit', '--strict', '--types', '', planted]).status).not.toBe(0);
  });
});
