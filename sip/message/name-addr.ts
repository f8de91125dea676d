import {
  noParameters,
  type Parameters,
  parameterValue,
  readParameters,
  writeParameters,
} from './parameters.ts';
import { isSpaceCode, isTokenCode, quote, skipQuoted, skipSpace, unquote } from './scan.ts';
import { parseUri, type Uri } from './uri.ts';

/**
 * `name-addr` and `addr-spec` with their header parameters, as in From, To, Contact, Route and
 * Record-Route (RFC 3261 §20.10).
 */
export interface NameAddr {
  /** Quotes undone; empty for none. */
  readonly displayName: string;
  /** The URI as written. */
  readonly uri: string;
  /** Parameters of the header, not of the URI. */
  readonly params: Parameters;
}

/** `undefined` when malformed: quotes, brackets, white space in the URI, bare `?` without brackets. */
export function parseNameAddr(text: string): NameAddr | undefined {
  let i = skipSpace(text, 0);
  let displayName = '';
  if (text.charCodeAt(i) === 0x22) {
    const end = skipQuoted(text, i);
    if (end < 0) return undefined;
    displayName = unquote(text.slice(i, end));
    i = skipSpace(text, end);
    if (text.charCodeAt(i) !== 0x3c) return undefined;
  } else if (text.charCodeAt(i) !== 0x3c) {
    const angle = text.indexOf('<', i);
    if (angle < 0) return parseBare(text, i);
    if (!isDisplayWords(text, i, angle)) return parseBare(text, i);
    displayName = text.slice(i, angle).trim();
    i = angle;
  }
  const close = text.indexOf('>', i);
  if (close < 0) return undefined;
  const uri = text.slice(i + 1, close);
  if (!parseUri(uri)) return undefined;
  const params = readParameters(text, close + 1);
  return params && { displayName, uri, params };
}

/** `addr-spec` without brackets: what follows the first `;` belongs to the header. */
function parseBare(text: string, start: number): NameAddr | undefined {
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 0x3b || isSpaceCode(code)) break;
    if (code === 0x3f || code === 0x2c || code === 0x3c) return undefined;
    i++;
  }
  const uri = text.slice(start, i);
  if (!parseUri(uri)) return undefined;
  const params = readParameters(text, i);
  return params && { displayName: '', uri, params };
}

/** `*( token LWS )`; what is not ASCII is let through, since many phones send names so. */
function isDisplayWords(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (!isTokenCode(code) && !isSpaceCode(code) && code < 128) return false;
  }
  return true;
}

export function writeNameAddr(address: NameAddr): string {
  const name = address.displayName === '' ? '' : `${quote(address.displayName)} `;
  return `${name}<${address.uri}>${writeParameters(address.params)}`;
}

/** A name-addr of our own making. */
export function nameAddr(uri: string, displayName = '', params: Parameters = noParameters): NameAddr {
  return { displayName, uri, params };
}

/** The `tag` of a From or To; `undefined` when there is none. */
export function tagOf(address: NameAddr): string | undefined {
  return parameterValue(address.params, 'tag');
}

/** The URI of an address that has been parsed before, so that it is known to be one. */
export function uriOf(address: NameAddr): Uri {
  const uri = parseUri(address.uri);
  return uri ?? { kind: 'other', scheme: '', rest: address.uri };
}
