/** The messages that the proxy makes of those that it gets: pure, copies always (RFC 3261 §16.6, §16.7). */
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import { routeTokenParameter } from '../../kernel/token/route-token.ts';
import { maxForwards_start, spendHop } from '../../sip/message/forwarding.ts';
import {
  callIdOf,
  contactsOf,
  cseqOf,
  recordRoutesOf,
  SipRequest,
  type SipResponse,
} from '../../sip/message/message.ts';

/**
 * The caller's INVITE as a site gets it. A Route set of the caller's is left out: it leads where we
 * don't send, and only we choose the next hop.
 */
export function inviteForSite(invite: SipRequest, edge: Address, token: string): SipRequest {
  const forwarded = withOneHopLess(invite);
  forwarded.headers.remove('route');
  forwarded.headers.prepend('Route', `<sip:${formatAddress(edge)};lr;${routeTokenParameter}=${token}>`);
  return forwarded;
}

/** An in-dialog request on its way to a site: our own Route and any other of the caller's are taken off. */
export function inDialogRequest(request: SipRequest): SipRequest {
  const forwarded = withOneHopLess(request);
  forwarded.headers.remove('route');
  return forwarded;
}

/** A response on its way back: without our Via. `undefined` when there is no other (§16.7 step 3). */
export function responseForCaller(response: SipResponse): SipResponse | undefined {
  if (response.headers.count('via') < 2) return undefined;
  const forwarded = response.copy();
  forwarded.headers.removeFirst('via');
  return forwarded;
}

/** ACK for a 2xx that nobody wants, and the BYE that ends its dialog (§13.2.2.4, §15). */
export function acknowledge(invite: SipRequest, response: SipResponse): SipRequest {
  return inDialogOf(invite, response, 'ACK', cseqOf(invite).number);
}

export function farewell(invite: SipRequest, response: SipResponse): SipRequest {
  const bye = inDialogOf(invite, response, 'BYE', cseqOf(invite).number + 1);
  bye.headers.add('Reason', 'SIP;cause=200;text="Call completed elsewhere"');
  return bye;
}

function inDialogOf(invite: SipRequest, response: SipResponse, method: string, cseq: number): SipRequest {
  const request = new SipRequest(method, contactsOf(response)[0]?.uri ?? invite.uri);
  request.headers
    .add('From', response.headers.get('from')!)
    .add('To', response.headers.get('to')!)
    .add('Call-ID', callIdOf(response))
    .add('CSeq', `${cseq} ${method}`)
    .add('Max-Forwards', String(maxForwards_start));
  for (const route of recordRoutesOf(response).reverse()) request.headers.add('Route', `<${route.uri}>`);
  return request;
}

function withOneHopLess(request: SipRequest): SipRequest {
  const forwarded = request.copy();
  spendHop(forwarded);
  return forwarded;
}
