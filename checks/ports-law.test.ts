import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsIn, findPortFaults, isExempt } from './ports-law.ts';
import { trackedFiles } from './tracked-files.ts';

const root = resolve(import.meta.dirname, '..');

describe('clock, timers and randomness', () => {
  it('are reached through their ports everywhere outside platform/', { timeout: 60_000 }, () => {
    const files = trackedFiles(root).filter(
      (file) => /\.tsx?$/.test(file) && !file.startsWith('proto/generated/'),
    );
    const looked = files.filter((file) => !isExempt(file));
    expect(looked.length).toBeGreaterThan(60);
    expect(findPortFaults(root, looked).map((fault) => `${fault.file}:${fault.line} ${fault.what}`)).toEqual(
      [],
    );
  });

  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const t = new Date;',
    'const t = Date();',
    'const { now } = Date;',
    "const t = Date['now']();",
    'const t = globalThis.Date.now();',
    'performance.now();',
    'process.hrtime.bigint();',
    'process.uptime();',
    'Temporal.Now.instant();',
    'setTimeout(() => {}, 5);',
    'const later = setTimeout;',
    'globalThis.setTimeout(() => {}, 5);',
    'setInterval(() => {}, 5);',
    'setImmediate(() => {});',
    'const wrapped = { later: setTimeout };',
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "const t = await import('node:timers/promises');",
    "import { performance } from 'node:perf_hooks';",
    'AbortSignal.timeout(5);',
    'Math.random();',
    'crypto.randomUUID();',
    'crypto.getRandomValues(new Uint8Array(4));',
    "import { randomBytes } from 'node:crypto';",
    "import { randomUUID as id } from 'crypto';",
    'new FinalizationRegistry(() => {});',
    "import { readFile } from 'node:fs';",
    "import * as fs from 'node:fs';",
    "import fs from 'node:fs';",
    "import { readFile } from 'node:fs/promises';",
    "import { gzip } from 'node:zlib';",
    "import { lookup } from 'node:dns';",
  ])('may not be had by: %s', (text) => {
    expect(faultsIn('router/planted.ts', text)).not.toEqual([]);
  });

  it.each([
    'const at = new Date(record.atMs);',
    '// Date.now() is for platform/',
    "const text = 'setTimeout';",
    'timers.setTimeout(5);',
    'interface T { setTimeout(): void }',
    "import { readFileSync, constants } from 'node:fs';",
    "import type { Stats } from 'node:fs';",
    "import { createHash } from 'node:crypto';",
    'const key = random.bytes(32);',
  ])('are not reached for by: %s', (text) => {
    expect(faultsIn('router/planted.ts', text)).toEqual([]);
  });
});
