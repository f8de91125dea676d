import type { Address } from '../../kernel/ports/datagram.ts';
import { maxForwardsOf, type SipRequest, type SipResponse, topVia } from './message.ts';
import { type NameAddr, parseNameAddr, uriOf } from './name-addr.ts';
import { sameWord } from './scan.ts';
import type { Uri } from './uri.ts';
import { responseTarget } from './via.ts';

/** What a proxy does to a message that it passes on (RFC 3261 §16). All change the message given. */

/** Hops a request starts with (RFC 3261 §8.1.1.6). */
export const maxForwards_start = 70;

/** Takes one hop off Max-Forwards; false when none is left, and 483 is due (OPTIONS may be answered). */
export function spendHop(request: SipRequest): boolean {
  const hops = maxForwardsOf(request) ?? maxForwards_start;
  if (hops === 0) return false;
  request.headers.set('Max-Forwards', String(hops - 1));
  return true;
}

/** The first Route; `undefined` for none. */
export function topRoute(request: SipRequest): NameAddr | undefined {
  return request.headers.parsed('route', parseNameAddr);
}

/** Where the request goes next: its first Route, else its Request-URI (RFC 3261 §16.6 step 7, loose routing). */
export function nextHop(request: SipRequest): Uri {
  const route = topRoute(request);
  return route ? uriOf(route) : request.target;
}

/**
 * Takes our own Via off a response that is passed on; where it goes then, or `undefined` when no Via
 * is left or the next names no unicast address: then it is dropped (RFC 3261 §16.7 step 3).
 */
export function takeOwnVia(response: SipResponse): Address | undefined {
  response.headers.removeFirst('via');
  return response.headers.has('via') ? responseTarget(topVia(response)) : undefined;
}

/** Options of `Require` or `Proxy-Require` that are not in `supported`. */
export function unsupportedOptions(
  request: SipRequest,
  header: 'Require' | 'Proxy-Require',
  supported: readonly string[] = [],
): string[] {
  return request.headers.list(header).filter((option) => !supported.some((known) => sameWord(known, option)));
}
