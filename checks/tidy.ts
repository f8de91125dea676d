import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Small habits, held by reading the files: names, lengths, words, shell scripts that can run. */
export interface Untidiness {
  readonly file: string;
  readonly what: string;
}

const codeLines_max = 400;
const emptyNames = /(^|[-.])(utils?|helpers?|common|manager|misc)([-.]|$)/;
const code = /\.(ts|tsx|mjs|js|sh)$/;
const notOurs = /^(package-lock\.json|LICENSE|proto\/generated\/)/;

/** Words that tell of one machine, of a registry, or of work left undone. */
const refusedWords: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of one machine', /\/(work|root|home\/\w+)\/[\w.]/],
  ['the address of a package registry', /registry\.npmjs|deb\.debian\.org|repo1?\.maven/],
  ['work left undone', /\b(TODO|FIXME|XXX|HACK)\b/],
  ['a silenced check', /@ts-(ignore|nocheck|expect-error)|biome-ignore|\bas any(?=[;,)\]}.]|$)/m],
  ['a skipped or focused test without its reason', /\b(it|test|describe)\.(skip|only|todo|fails)\(/],
];

export function untidinessOf(file: string, text: string): Untidiness[] {
  const found: Untidiness[] = [];
  if (notOurs.test(file)) return found;
  if (code.test(file)) {
    const lines = text.split('\n').length - 1;
    if (lines > codeLines_max) found.push({ file, what: `${lines} lines: it is two things` });
    if (emptyNames.test(basename(file))) found.push({ file, what: 'a name that says nothing' });
    if (!/^[a-z0-9.-]+$/.test(basename(file)) && !file.includes('/web/'))
      found.push({ file, what: 'not kebab-case' });
  }
  if (file.startsWith('checks/tidy')) return found;
  for (const [what, pattern] of refusedWords) {
    const at = pattern.exec(text);
    if (at) found.push({ file, what: `${what}: ${at[0]}` });
  }
  return found;
}

export function findUntidiness(baseDir: string, files: readonly string[]): Untidiness[] {
  return files
    .filter((file) => /\.(ts|tsx|mjs|js|json|md|yaml|yml|proto|sh|html|css)$|^bin\/|^\.ci\//.test(file))
    .flatMap((file) => untidinessOf(file, readFileSync(join(baseDir, file), 'utf8')));
}
