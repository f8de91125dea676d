/** Who calls and what was dialed, as the INVITE says it. */
import { fromOf, type SipRequest } from '../../sip/message/message.ts';
import { uriOf } from '../../sip/message/name-addr.ts';
import { userOf } from '../../sip/message/uri.ts';

/** Numbers longer than this are cut: they go into facts and pages. */
const numberLengthMax = 64;

/** User part of From; empty for none. */
export function aniOf(invite: SipRequest): string {
  return userOf(uriOf(fromOf(invite))).slice(0, numberLengthMax);
}

/** User part of the Request-URI; empty for none. */
export function dnisOf(invite: SipRequest): string {
  return userOf(invite.target).slice(0, numberLengthMax);
}
