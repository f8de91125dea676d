/**
 * The character classes of RFC 3261 §25.1 and the few scanners that every header shares. All of
 * them work on positions in one string and allocate nothing.
 */

const tokenClass = new Uint8Array(128);
for (const c of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~") {
  tokenClass[c.charCodeAt(0)] = 1;
}

export function isTokenCode(code: number): boolean {
  return code < 128 && tokenClass[code] === 1;
}

/** True for a non-empty `token`. */
export function isToken(text: string): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i++) if (!isTokenCode(text.charCodeAt(i))) return false;
  return true;
}

export function isSpaceCode(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The first position at or after `at` that is not white space. */
export function skipSpace(text: string, at: number): number {
  while (at < text.length && isSpaceCode(text.charCodeAt(at))) at++;
  return at;
}

/** The position after the run of token characters that starts at `at`. */
export function skipToken(text: string, at: number): number {
  while (at < text.length && isTokenCode(text.charCodeAt(at))) at++;
  return at;
}

/** The position after the quoted string whose opening quote is at `at`; -1 when it never closes. */
export function skipQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i + 1;
  }
  return -1;
}

/** The text between the quotes, with its escapes undone. */
export function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\([\s\S])/g, '$1') : inner;
}

/** A quoted string that holds `text`. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * Splits a header value at the commas that stand outside quotes and angle brackets. `undefined`
 * when a quote or bracket is left open.
 */
export function splitList(text: string): string[] | undefined {
  const items: string[] = [];
  let start = 0;
  let inAngle = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 && !inAngle) {
      const end = skipQuoted(text, i);
      if (end < 0) return undefined;
      i = end - 1;
    } else if (code === 0x3c) inAngle = true;
    else if (code === 0x3e) inAngle = false;
    else if (code === 0x2c && !inAngle) {
      items.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (inAngle) return undefined;
  items.push(text.slice(start).trim());
  return items;
}

/** A decimal number of digits only, at most `max`; -1 when it is anything else. */
export function readNumber(text: string, max: number): number {
  if (text.length === 0) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
    if (value > max) return -1;
  }
  return value;
}

/** ASCII case-insensitive comparison, without allocating when lengths differ. */
export function sameWord(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}
