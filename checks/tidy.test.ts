import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findUntidiness, untidinessOf } from './tidy.ts';
import { trackedFiles } from './tracked-files.ts';

const root = resolve(import.meta.dirname, '..');

describe('the house', () => {
  it('is tidy', () => {
    const files = trackedFiles(root);
    expect(files.length).toBeGreaterThan(100);
    expect(findUntidiness(root, files).map(({ file, what }) => `${file}: ${what}`)).toEqual([]);
  });

  it('gives every process the same five files', () => {
    const files = new Set(trackedFiles(root));
    const folders = [...files]
      .filter((file) => /\/main\.ts$/.test(file) && !/^cli\//.test(file))
      .map((file) => dirname(file));
    expect(folders.sort()).toEqual([
      'frontend-gateway',
      'nodes',
      'ops',
      'platform/embedded',
      'population/backend',
      'population/crowd',
      'router',
    ]);
    for (const folder of folders) {
      for (const name of ['config.ts', 'context.ts', 'service.ts', 'close.ts']) {
        expect(files.has(`${folder}/${name}`), `${folder}/${name}`).toBe(true);
      }
    }
  });

  it.each([
    ['nodes/edge/utils.ts', 'export {};'],
    ['nodes/edge/call-helpers.ts', 'export {};'],
    ['nodes/edge/BackToBack.ts', 'export {};'],
    ['nodes/edge/long.ts', 'x\n'.repeat(401)],
    ['nodes/edge/a.ts', `// ${'TO'}DO later`],
    ['nodes/edge/a.ts', `const x = y ${'as'} any;`],
    ['nodes/edge/a.test.ts', `it.${'skip'}('later', () => {});`],
    ['docs/a.md', `see /${'work'}/main`],
  ])('would not be with.$0', (file, text) => {
    expect(untidinessOf(file, text)).not.toEqual([]);
  });

  it('leaves a plain file alone', () => {
    expect(untidinessOf('nodes/edge/back-to-back.ts', 'export const x = 1;\n')).toEqual([]);
  });
});
