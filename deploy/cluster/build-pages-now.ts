import { resolve } from 'node:path';
import { buildPages } from '../pages/build-pages.ts';

/** The program that builds stale pages and ends. */
try {
  await buildPages(resolve(import.meta.dirname, '../..'));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
