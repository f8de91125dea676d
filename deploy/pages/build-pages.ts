import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Builds the two pages, operations console and agent desktop, when their sources are newer than what was
 * built: by the content of every file that goes into them, so that a fresh clone, a changed library and a
 * changed source all build, and nothing else does.
 */
export interface Page {
  readonly name: 'console' | 'desktop';
  /** Folder with `index.html`, relative to the project. */
  readonly source: string;
}

export const pages: readonly Page[] = [
  { name: 'console', source: 'ops/web' },
  { name: 'desktop', source: 'nodes/desktop/web' },
];

/** Where a page is served from, once built. */
export function pageFolder(projectDir: string, name: Page['name']): string {
  return join(projectDir, 'dist-web', name);
}

/** Builds what is stale; returns the names of what it built. Rejects with the bundler's own message. */
export async function buildPages(
  projectDir: string,
  told: (page: Page) => void = () => {},
): Promise<string[]> {
  const built: string[] = [];
  for (const page of pages) {
    const fingerprint = fingerprintOf(projectDir, page);
    const stamp = join(pageFolder(projectDir, page.name), '.built-from');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) continue;
    told(page);
    await buildPage(projectDir, page, fingerprint);
    built.push(page.name);
  }
  return built;
}

/** Into a folder beside the served one, then put in its place: nobody is served half a page. */
async function buildPage(projectDir: string, page: Page, fingerprint: string): Promise<void> {
  const { build } = await import('vite');
  const served = pageFolder(projectDir, page.name);
  const fresh = `${served}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const source = join(projectDir, page.source);
  await build({
    root: source,
    configFile: join(source, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: fresh, emptyOutDir: true },
  });
  writeFileSync(join(fresh, '.built-from'), fingerprint);
  rmSync(served, { recursive: true, force: true });
  renameSync(fresh, served);
}

/** SHA-256 over the page's files, the shared types they import, and the lockfile. */
function fingerprintOf(projectDir: string, page: Page): string {
  const hash = createHash('sha256');
  const shared = [
    join(page.source, '..', 'live'),
    join(page.source, '..', 'protocol.ts'),
    'kernel/event',
    'package-lock.json',
  ];
  for (const file of [page.source, ...shared].flatMap((path) => filesBelow(join(projectDir, path)))) {
    hash
      .update(`${relative(projectDir, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}
