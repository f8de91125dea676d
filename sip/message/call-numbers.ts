import { fromOf, type SipRequest } from './message.ts';
import { parseNameAddr, uriOf } from './name-addr.ts';
import { userOf } from './uri.ts';

/** Who calls and what was dialed, as an INVITE says it. Longer numbers are cut: they go into facts and pages. */
const numberLength_max = 64;

/**
 * User part of P-Asserted-Identity (RFC 3325), else of From; empty for none. To be asked of INVITEs from
 * trunks alone: whoever may send one is believed in what it asserts.
 */
export function callerNumberOf(invite: SipRequest): string {
  const asserted = parseNameAddr(invite.headers.get('p-asserted-identity') ?? '');
  const number = (asserted && userOf(uriOf(asserted))) || userOf(uriOf(fromOf(invite)));
  return number.slice(0, numberLength_max);
}

/** User part of the Request-URI; empty for none. */
export function dialedNumberOf(invite: SipRequest): string {
  return userOf(invite.target).slice(0, numberLength_max);
}
