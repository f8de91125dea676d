import type { Address } from '../../kernel/ports/datagram.ts';
import {
  findParameter,
  type Parameters,
  parameterValue,
  readParameters,
  withParameter,
  writeParameters,
} from './parameters.ts';
import { readNumber, sameWord, skipSpace, skipToken } from './scan.ts';
import { isUnicastAddress, skipHost, writeHostPort } from './uri.ts';

/** One Via value (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, … */
  readonly transport: string;
  /** Sent-by host; IPv6 without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Parameters;
  readonly branch: string | undefined;
}

/** Branches that begin so are unique for each transaction (RFC 3261 §8.1.1.7). */
export const magicCookie = 'z9hG4bK';

/** Reads one Via value; `undefined` when malformed. Any version and transport are taken. */
export function parseVia(text: string): Via | undefined {
  let i = skipToken(text, 0);
  const afterName = i;
  i = skipSlash(text, i);
  if (i < 0 || !sameWord(text.slice(0, afterName), 'SIP')) return undefined;
  const versionEnd = skipToken(text, i);
  if (versionEnd === i) return undefined;
  i = skipSlash(text, versionEnd);
  if (i < 0) return undefined;
  const transportEnd = skipToken(text, i);
  if (transportEnd === i) return undefined;
  const transport = text.slice(i, transportEnd).toUpperCase();
  i = skipSpace(text, transportEnd);
  if (i === transportEnd) return undefined;
  const hostEnd = skipHost(text, i);
  if (hostEnd < 0) return undefined;
  const host = text.charCodeAt(i) === 0x5b ? text.slice(i + 1, hostEnd - 1) : text.slice(i, hostEnd);
  i = skipSpace(text, hostEnd);
  let port: number | undefined;
  if (text.charCodeAt(i) === 0x3a) {
    const portStart = skipSpace(text, i + 1);
    i = skipToken(text, portStart);
    port = readNumber(text.slice(portStart, i), 65535);
    if (port < 0) return undefined;
    i = skipSpace(text, i);
  }
  const params = readParameters(text, i);
  return params && { transport, host, port, params, branch: parameterValue(params, 'branch') };
}

function skipSlash(text: string, at: number): number {
  const slash = skipSpace(text, at);
  return text.charCodeAt(slash) === 0x2f ? skipSpace(text, slash + 1) : -1;
}

export function writeVia(via: Via): string {
  return `SIP/2.0/${via.transport} ${writeHostPort(via.host, via.port)}${writeParameters(via.params)}`;
}

/** True when the branch identifies a transaction by RFC 3261; the cookie alone does not. */
export function hasTransactionBranch(via: Via): via is Via & { branch: string } {
  return (
    via.branch !== undefined && via.branch.length > magicCookie.length && via.branch.startsWith(magicCookie)
  );
}

/**
 * The Via as a server must keep it (RFC 3261 §18.2.1, RFC 3581 §4): `received` when the packet came
 * from elsewhere than sent-by says or when `rport` was asked for, and `rport` filled in. What the
 * sender wrote there itself is overwritten: it could aim our answers at others.
 */
export function viaReceivedFrom(via: Via, source: Address): Via {
  const rport = findParameter(via.params, 'rport');
  const mustSayReceived = rport || via.host !== source.host || findParameter(via.params, 'received');
  if (!mustSayReceived) return via;
  let params = via.params;
  if (rport) params = withParameter(params, 'rport', String(source.port));
  params = withParameter(params, 'received', source.host);
  return { ...via, params };
}

/**
 * Where a response with this top Via goes (RFC 3261 §18.2.2, RFC 3581 §4); `undefined` when it names
 * no unicast IP address. `maddr` is not followed: it would let anybody aim our answers at others.
 */
export function responseTarget(via: Via): Address | undefined {
  const host = parameterValue(via.params, 'received') ?? via.host;
  if (!isUnicastAddress(host)) return undefined;
  const rport = parameterValue(via.params, 'rport');
  const port = rport === undefined ? (via.port ?? 5060) : readNumber(rport, 65535);
  return port > 0 ? { host, port } : undefined;
}
