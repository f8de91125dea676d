import { SipHeaders } from '../message/headers.ts';
import { cseqOf, SipRequest, type SipResponse } from '../message/message.ts';

/** The two requests that a client makes from its own INVITE: CANCEL, and ACK for a refusal. */

/** CANCEL (RFC 3261 §9.1): Request-URI, top Via, From, To, Call-ID, CSeq number and Route of the INVITE. */
export function makeCancel(
  invite: SipRequest,
  extra: readonly (readonly [name: string, value: string])[] = [],
): SipRequest {
  const cancel = companion(invite, 'CANCEL', invite.headers.get('to'));
  for (const [name, value] of extra) cancel.headers.add(name, value);
  return cancel;
}

/** ACK for 3xx–6xx (RFC 3261 §17.1.1.3): like CANCEL, with To of the response. */
export function makeRefusalAck(invite: SipRequest, refusal: SipResponse): SipRequest {
  return companion(invite, 'ACK', refusal.headers.get('to'));
}

function companion(invite: SipRequest, method: string, to: string | undefined): SipRequest {
  const headers = new SipHeaders();
  const copy = (name: string, value: string | undefined) => {
    if (value !== undefined) headers.add(name, value);
  };
  copy('Via', invite.headers.get('via'));
  headers.add('Max-Forwards', '70');
  for (const route of invite.headers.all('route')) headers.add('Route', route);
  copy('From', invite.headers.get('from'));
  copy('To', to);
  copy('Call-ID', invite.headers.get('call-id'));
  headers.add('CSeq', `${cseqOf(invite).number} ${method}`);
  return new SipRequest(method, invite.uri, headers);
}
