import type { Address } from '../../kernel/ports/datagram.ts';
import { noParameters, type Parameters, parameterValue } from './parameters.ts';
import { readNumber, sameWord } from './scan.ts';

/**
 * SIP and SIPS URIs (RFC 3261 §19.1), read and written. User, password and parameters keep their
 * escapes as they came, so that what is passed on is passed on unchanged; `unescapeUri` undoes them.
 */
export type Uri = SipUri | OtherUri;

export interface SipUri {
  readonly kind: 'sip';
  readonly scheme: 'sip' | 'sips';
  /** Escaped as written; may hold `;` and `=`. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A name or an IP address; IPv6 without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Parameters;
  /** What follows `?`, as written; empty for none. */
  readonly headers: string;
}

/** `tel:` and everything else: scheme and the rest, unread. */
export interface OtherUri {
  readonly kind: 'other';
  /** Lower case. */
  readonly scheme: string;
  readonly rest: string;
}

/** Reads a URI; `undefined` when it is malformed. Schemes that are not SIP are kept unread. */
export function parseUri(text: string): Uri | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0 || !hasOnlyUriCharacters(text)) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(text, colon + 1, scheme);
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) return undefined;
  return { kind: 'other', scheme, rest: text.slice(colon + 1) };
}

function parseSipUri(text: string, start: number, scheme: 'sip' | 'sips'): SipUri | undefined {
  // The user part may hold ';', '?' and '/', so the '@' is looked for first; it can't be in the rest unescaped.
  const at = text.lastIndexOf('@');
  let user: string | undefined;
  let password: string | undefined;
  let i = start;
  if (at >= 0) {
    const userInfo = text.slice(start, at);
    if (userInfo.length === 0 || userInfo.includes('@')) return undefined;
    const colon = userInfo.indexOf(':');
    user = colon < 0 ? userInfo : userInfo.slice(0, colon);
    password = colon < 0 ? undefined : userInfo.slice(colon + 1);
    if (user.length === 0) return undefined;
    i = at + 1;
  }
  const hostEnd = skipHost(text, i);
  if (hostEnd < 0) return undefined;
  const host = text.charCodeAt(i) === 0x5b ? text.slice(i + 1, hostEnd - 1) : text.slice(i, hostEnd);
  i = hostEnd;
  let port: number | undefined;
  if (text.charCodeAt(i) === 0x3a) {
    let end = i + 1;
    while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
    port = readNumber(text.slice(i + 1, end), 65535);
    if (port < 0) return undefined;
    i = end;
  }
  const question = text.indexOf('?', i);
  const paramsEnd = question < 0 ? text.length : question;
  const params = readUriParameters(text, i, paramsEnd);
  if (!params) return undefined;
  return { kind: 'sip', scheme, user, password, host, port, params, headers: text.slice(paramsEnd + 1) };
}

/** The position after a host name, IPv4 address or `[IPv6]`; -1 when there is none. */
export function skipHost(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x5b) {
    const close = text.indexOf(']', at);
    return close > at + 1 && /^[0-9a-fA-F:.]+$/.test(text.slice(at + 1, close)) ? close + 1 : -1;
  }
  let i = at;
  while (i < text.length && isHostCode(text.charCodeAt(i))) i++;
  return i === at ? -1 : i;
}

function isHostCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x5f
  );
}

function readUriParameters(text: string, start: number, end: number): Parameters | undefined {
  if (start === end) return noParameters;
  if (text.charCodeAt(start) !== 0x3b) return undefined;
  const found = [];
  for (const part of text.slice(start + 1, end).split(';')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (name.length === 0) return undefined;
    found.push({ name, value: equals < 0 ? undefined : part.slice(equals + 1) });
  }
  return found;
}

/** No white space, controls, quotes or angle brackets, and every `%` followed by two hex digits. */
function hasOnlyUriCharacters(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x5c)
      return false;
    if (code === 0x25 && !(isHexCode(text.charCodeAt(i + 1)) && isHexCode(text.charCodeAt(i + 2))))
      return false;
  }
  return true;
}

function isHexCode(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

export function writeUri(uri: Uri): string {
  if (uri.kind === 'other') return `${uri.scheme}:${uri.rest}`;
  let text = `${uri.scheme}:`;
  if (uri.user !== undefined)
    text += `${uri.password === undefined ? uri.user : `${uri.user}:${uri.password}`}@`;
  text += writeHostPort(uri.host, uri.port);
  for (const { name, value } of uri.params) text += value === undefined ? `;${name}` : `;${name}=${value}`;
  return uri.headers ? `${text}?${uri.headers}` : text;
}

export function writeHostPort(host: string, port: number | undefined): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? bracketed : `${bracketed}:${port}`;
}

/** Undoes `%41` escapes as UTF-8; text whose escapes are no UTF-8 comes back as it was. */
export function unescapeUri(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Escapes what may not stand in the user part of a SIP URI. */
export function escapeUser(text: string): string {
  return encodeURIComponent(text).replace(/%(26|3D|2B|24|2C|3B|3F|2F)/g, (escaped) =>
    decodeURIComponent(escaped),
  );
}

/** The number or name that is called: user part, or the number of a `tel:` URI, unescaped; empty for none. */
export function userOf(uri: Uri): string {
  if (uri.kind === 'other') return uri.scheme === 'tel' ? unescapeUri(uri.rest.split(';', 1)[0]!) : '';
  return uri.user === undefined ? '' : unescapeUri(uri.user.split(';', 1)[0]!);
}

/**
 * Where a request for this URI goes, when its host (or `maddr`) is a unicast IP address; default port
 * 5060. `undefined` when it is a name, or nothing that a datagram may be sent to.
 */
export function uriAddress(uri: Uri): Address | undefined {
  if (uri.kind !== 'sip') return undefined;
  const host = parameterValue(uri.params, 'maddr') ?? uri.host;
  const port = uri.port ?? 5060;
  return port > 0 && isUnicastAddress(host) ? { host, port } : undefined;
}

/** True for an IPv4 or IPv6 address, without brackets. Strict: what passes is never looked up as a name. */
export function isIpAddress(host: string): boolean {
  return host.includes(':') ? isIpv6(host) : isIpv4(host);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => part.length <= 3 && readNumber(part, 255) >= 0);
}

/** RFC 4291 §2.2: eight groups, one run of them left out as `::`, the last two perhaps as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [half, part] of halves.entries()) {
    if (part === '') continue;
    const words = part.split(':');
    for (const [i, word] of words.entries()) {
      const isLast = half === halves.length - 1 && i === words.length - 1;
      if (isLast && word.includes('.') && isIpv4(word)) groups += 2;
      else if (/^[0-9a-fA-F]{1,4}$/.test(word)) groups += 1;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** An address that one host has: neither broadcast, multicast nor unspecified. */
export function isUnicastAddress(host: string): boolean {
  if (!isIpAddress(host)) return false;
  if (host.includes(':')) return !/^(ff|::$)/i.test(host);
  return readNumber(host.slice(0, host.indexOf('.')), 255) < 224 && host !== '0.0.0.0';
}

/** Equality of RFC 3261 §19.1.4: user exactly, the rest without case, parameters of note on both sides. */
export function sameUri(a: Uri, b: Uri): boolean {
  if (a.kind === 'other' || b.kind === 'other') {
    return a.kind === 'other' && b.kind === 'other' && a.scheme === b.scheme && a.rest === b.rest;
  }
  return (
    a.scheme === b.scheme &&
    unescapeUri(a.user ?? '') === unescapeUri(b.user ?? '') &&
    (a.user === undefined) === (b.user === undefined) &&
    (a.password ?? '') === (b.password ?? '') &&
    sameWord(a.host, b.host) &&
    a.port === b.port &&
    sameUriParameters(a.params, b.params) &&
    sameUriHeaders(a.headers, b.headers)
  );
}

const mustMatch = ['user', 'ttl', 'method', 'maddr', 'transport'];

function sameUriParameters(a: Parameters, b: Parameters): boolean {
  for (const name of mustMatch) {
    const inA = a.find((p) => sameWord(p.name, name));
    const inB = b.find((p) => sameWord(p.name, name));
    if ((inA === undefined) !== (inB === undefined)) return false;
  }
  return a.every((p) => {
    const other = b.find((q) => sameWord(unescapeUri(q.name), unescapeUri(p.name)));
    return !other || sameWord(unescapeUri(other.value ?? ''), unescapeUri(p.value ?? ''));
  });
}

function sameUriHeaders(a: string, b: string): boolean {
  if (a === b) return true;
  const sorted = (text: string) => text.split('&').map(unescapeUri).sort().join('&');
  return sorted(a) === sorted(b);
}
