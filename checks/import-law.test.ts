import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { holdAgainstLaw, mayImport } from './import-law.ts';

const root = resolve(import.meta.dirname, '..');
const outside = '(^|/)(node_modules|\\.tandem|dist-web|coverage)(/|$)|/web/';

describe('the import law', () => {
  it('is kept by every file of the project', { timeout: 120_000 }, async () => {
    const report = await holdAgainstLaw(root, outside);
    expect(report.filesSeen).toBeGreaterThan(100);
    expect(report.unknownFolders).toEqual([]);
    expect(report.violations).toEqual([]);
  });
});

/** Files that each break one law, and the rule that must say so. */
const planted: readonly [rule: RegExp, file: string, text: string][] = [
  [/^kernel-imports-only/, 'kernel/a.ts', "import '../sip/clean.ts';"],
  [/^kernel-uses-few/, 'kernel/b.ts', "import 'zod';"],
  [/^kernel-stays-off/, 'kernel/c.ts', "import 'node:fs';"],
  [/^sip-imports-only/, 'sip/a.ts', "import '../platform/clean.ts';"],
  [/^sip-uses-few/, 'sip/b.ts', "import 'zod';"],
  [/^proto-imports-only/, 'proto/a.ts', "import '../kernel/clean.ts';"],
  [/^platform-imports-only/, 'platform/a.ts', "import '../sip/clean.ts';"],
  [/^router-imports-only/, 'router/a.ts', "import '../nodes/clean.ts';"],
  [
    /^nodes-imports-only/,
    'nodes/a.ts',
    "import type { clean } from '../router/clean.ts'; export type A = typeof clean;",
  ],
  [/^frontend-gateway-imports-only/, 'frontend-gateway/a.ts', "import '../sip/clean.ts';"],
  [/^ops-imports-only/, 'ops/a.ts', "import '../population/clean.ts';"],
  [/^population-imports-only/, 'population/a.ts', "import '../nodes/clean.ts';"],
  [/^engines-and-wire/, 'ops/b.ts', "import 'pg';"],
  [/^test-tools/, 'kernel/d.ts', "import 'vitest';"],
  [/^no-circles/, 'nodes/b.ts', "import { c } from './c.ts'; export const b = () => c;"],
  [/^no-import-of-nothing/, 'nodes/d.ts', "import './not-there.ts';"],
];

describe('the import law, broken on purpose', () => {
  const house = mkdtempSync(join(tmpdir(), 'import-law-'));
  afterAll(() => rmSync(house, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), `${text}\n`);
  };
  for (const folder of Object.keys(mayImport)) write(`${folder}/clean.ts`, 'export const clean = 1;');
  write('nodes/c.ts', "import { b } from './b.ts'; export const c = () => b;");
  write(
    'package.json',
    '{"type":"module","dependencies":{"zod":"*","pg":"*"},"devDependencies":{"vitest":"*"}}',
  );
  for (const [, file, text] of planted) write(file, text);
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));

  it('names every planted fault', { timeout: 60_000 }, async () => {
    const { violations } = await holdAgainstLaw(house, '/web/');
    const missed = planted.filter(
      ([rule, file]) =>
        !violations.some((found) => rule.test(found.rule) && (found.from === file || found.to === file)),
    );
    expect(missed.map(([rule, file]) => `${rule} ${file}`)).toEqual([]);
    expect(violations.filter((found) => found.from.endsWith('clean.ts'))).toEqual([]);
  });

  it('names a folder that stands in no row', async () => {
    write('attic/thing.ts', 'export const thing = 1;');
    expect((await holdAgainstLaw(house, '/web/')).unknownFolders).toEqual(['attic']);
  });

  it('sees no file in an empty house, and says so', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'import-law-empty-'));
    const seen = await holdAgainstLaw(empty, '/web/').then((report) => report.filesSeen);
    rmSync(empty, { recursive: true });
    expect(seen).toBe(0);
  });
});
