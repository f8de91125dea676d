import { isToken, quote, skipQuoted, skipSpace, skipToken, unquote } from '../message/scan.ts';

/**
 * The text of `WWW-Authenticate`, `Authorization` and their proxy twins for the Digest scheme
 * (RFC 3261 §25.1, RFC 7616 §3.3 and §3.4).
 */

/** Lower-case names to unquoted values; `undefined` when the scheme is another or the text is malformed. */
export function parseDigestFields(text: string): ReadonlyMap<string, string> | undefined {
  const schemeEnd = skipToken(text, 0);
  if (text.slice(0, schemeEnd).toLowerCase() !== 'digest') return undefined;
  const fields = new Map<string, string>();
  let i = skipSpace(text, schemeEnd);
  while (i < text.length) {
    const nameEnd = skipToken(text, i);
    const name = text.slice(i, nameEnd).toLowerCase();
    i = skipSpace(text, nameEnd);
    if (name === '' || text[i] !== '=' || fields.has(name) || fields.size >= digestFields_max)
      return undefined;
    i = skipSpace(text, i + 1);
    const valueEnd = text[i] === '"' ? skipQuoted(text, i) : bareEnd(text, i);
    if (valueEnd < 0) return undefined;
    const value = text.slice(i, valueEnd);
    fields.set(name, value.startsWith('"') ? unquote(value) : value);
    i = skipSpace(text, valueEnd);
    if (i === text.length) break;
    if (text[i] !== ',') return undefined;
    i = skipSpace(text, i + 1);
  }
  return fields;
}

export const digestFields_max = 32;

function bareEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && text[i] !== ',' && text[i] !== ' ' && text[i] !== '\t') i++;
  return i === at ? -1 : i;
}

/** Fields that are tokens stand without quotes (RFC 7616 §3.4: algorithm, qop, nc, stale). */
const bare = new Set(['algorithm', 'qop', 'nc', 'stale']);

/** `quotedQop`: in a challenge qop is a quoted list, in an answer a token. */
export function writeDigestFields(
  fields: readonly (readonly [name: string, value: string | undefined])[],
  quotedQop: boolean,
): string {
  const parts: string[] = [];
  for (const [name, value] of fields) {
    if (value === undefined) continue;
    const isBare = bare.has(name) && isToken(value) && !(quotedQop && name === 'qop');
    parts.push(`${name}=${isBare ? value : quote(value)}`);
  }
  return `Digest ${parts.join(', ')}`;
}
