import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const fresh = mkdtempSync(join(tmpdir(), 'tandem-generated-'));
afterAll(() => rmSync(fresh, { recursive: true }));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

describe('the types generated from the contracts', () => {
  it('are those that `npm run proto` makes now', { timeout: 60_000 }, () => {
    const script: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.proto;
    expect(script).toContain('--outDir=generated');
    execFileSync('sh', ['-c', script.replace('--outDir=generated', `--outDir="${fresh}"`)], {
      cwd: root,
      stdio: 'pipe',
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
      },
    });
    const contracts = readdirSync(join(root, 'proto')).filter((name) => name.endsWith('.proto'));
    const made = filesBelow(fresh);
    expect(contracts.length).toBeGreaterThan(3);
    expect(made.length).toBeGreaterThan(contracts.length);
    const committed = join(root, 'proto/generated');
    expect(filesBelow(committed), 'run `npm run proto` and commit; remove what it no longer makes').toEqual(
      made,
    );
    for (const file of made) {
      expect(readFileSync(join(committed, file), 'utf8'), `${file}: run \`npm run proto\``).toBe(
        readFileSync(join(fresh, file), 'utf8'),
      );
    }
  });
});
