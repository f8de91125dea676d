import type { Address } from '../../kernel/ports/datagram.ts';
import { maxForwards_start } from '../message/forwarding.ts';
import { SipHeaders } from '../message/headers.ts';
import {
  callIdOf,
  contactsOf,
  cseqOf,
  fromOf,
  fromTagOf,
  type SipMessage,
  SipRequest,
  type SipResponse,
  toOf,
  toTagOf,
} from '../message/message.ts';
import { tagOf } from '../message/name-addr.ts';
import { hasParameter } from '../message/parameters.ts';
import { parseUri, uriAddress } from '../message/uri.ts';

/**
 * A dialog (RFC 3261 §12): what two user agents must both remember so that a request belongs to a call.
 * Plain data; the functions below return what it becomes.
 */
export interface Dialog {
  readonly state: 'early' | 'confirmed';
  readonly callId: string;
  readonly localTag: string;
  /** Empty when the peer speaks RFC 2543 and gave none. */
  readonly remoteTag: string;
  /** From of our requests, tag included. */
  readonly local: string;
  /** To of our requests, tag included. */
  readonly remote: string;
  /** URI of the peer's Contact. */
  readonly remoteTarget: string;
  /** Route values in the order in which our requests bear them. */
  readonly routes: readonly string[];
  /** CSeq number of our latest request. */
  readonly localSequence: number;
  /** CSeq number of the peer's latest request; -1 before the first. */
  readonly remoteSequence: number;
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}|${localTag}|${remoteTag}`;
}

export function keyOfDialog(dialog: Dialog): string {
  return dialogKey(dialog.callId, dialog.localTag, dialog.remoteTag);
}

/** The key of the dialog that an incoming request would belong to. */
export function keyOfIncoming(request: SipRequest): string {
  return dialogKey(callIdOf(request), toTagOf(request), fromTagOf(request));
}

/** The caller's dialog, from its INVITE and a response with a tag (RFC 3261 §12.1.2). */
export function uacDialog(invite: SipRequest, response: SipResponse): Dialog {
  return {
    state: response.status < 200 ? 'early' : 'confirmed',
    callId: callIdOf(invite),
    localTag: fromTagOf(invite),
    remoteTag: toTagOf(response),
    local: invite.headers.get('from')!,
    remote: response.headers.get('to')!,
    remoteTarget: contactsOf(response)[0]?.uri ?? invite.uri,
    routes: response.headers.all('record-route').reverse(),
    localSequence: cseqOf(invite).number,
    remoteSequence: -1,
  };
}

/** The called party's dialog (RFC 3261 §12.1.1). A caller without Contact is reached by its From. */
export function uasDialog(invite: SipRequest, localTag: string): Dialog {
  const to = toOf(invite);
  const toText = invite.headers.get('to')!;
  return {
    state: 'early',
    callId: callIdOf(invite),
    localTag,
    remoteTag: fromTagOf(invite),
    local: tagOf(to) === undefined ? withTag(toText, localTag) : toText,
    remote: invite.headers.get('from')!,
    remoteTarget: contactsOf(invite)[0]?.uri ?? fromOf(invite).uri,
    routes: invite.headers.all('record-route'),
    localSequence: 0,
    remoteSequence: cseqOf(invite).number,
  };
}

/** A To that stands bare would take the tag for its own; brackets or not, `;tag=` goes to the header. */
function withTag(to: string, tag: string): string {
  return `${to};tag=${tag}`;
}

/** An early dialog that its 2xx confirms: route set and target are the 2xx's (RFC 3261 §13.2.2.4). */
export function confirmedBy(dialog: Dialog, response: SipResponse): Dialog {
  return {
    ...dialog,
    state: 'confirmed',
    remote: response.headers.get('to') ?? dialog.remote,
    routes: response.headers.all('record-route').reverse(),
    remoteTarget: contactsOf(response)[0]?.uri ?? dialog.remoteTarget,
  };
}

export function confirmed(dialog: Dialog): Dialog {
  return { ...dialog, state: 'confirmed' };
}

/** Target refresh by a re-INVITE or its 2xx (RFC 3261 §12.2). */
export function withTargetOf(dialog: Dialog, message: SipMessage): Dialog {
  const contact = contactsOf(message)[0];
  return contact ? { ...dialog, remoteTarget: contact.uri } : dialog;
}

/** The next request of ours in the dialog, without Via and Contact (RFC 3261 §12.2.1.1). */
export function nextRequest(dialog: Dialog, method: string): { dialog: Dialog; request: SipRequest } {
  const localSequence = dialog.localSequence + 1;
  return { dialog: { ...dialog, localSequence }, request: requestIn(dialog, method, localSequence) };
}

/** ACK for a 2xx of the INVITE whose CSeq number is given (RFC 3261 §13.2.2.4). */
export function ackIn(dialog: Dialog, inviteSequence: number): SipRequest {
  return requestIn(dialog, 'ACK', inviteSequence);
}

function requestIn(dialog: Dialog, method: string, sequence: number): SipRequest {
  const { uri, routes } = routed(dialog);
  const headers = new SipHeaders();
  headers.add('Max-Forwards', String(maxForwards_start));
  for (const route of routes) headers.add('Route', route);
  headers.add('From', dialog.local);
  headers.add('To', dialog.remote);
  headers.add('Call-ID', dialog.callId);
  headers.add('CSeq', `${sequence} ${method}`);
  return new SipRequest(method, uri, headers);
}

/** A first Route without `lr` is a strict router: it takes the Request-URI's place (RFC 3261 §12.2.1.1). */
function routed(dialog: Dialog): { uri: string; routes: readonly string[] } {
  const target = withoutHeaders(dialog.remoteTarget);
  const first = dialog.routes[0];
  const firstUri = first === undefined ? undefined : bracketed(first);
  const parsed = firstUri === undefined ? undefined : parseUri(firstUri);
  if (firstUri === undefined || !parsed) return { uri: target, routes: dialog.routes };
  if (parsed.kind === 'sip' && hasParameter(parsed.params, 'lr'))
    return { uri: target, routes: dialog.routes };
  return { uri: withoutHeaders(firstUri), routes: [...dialog.routes.slice(1), `<${target}>`] };
}

/** Headers in a URI have no place in a Request-URI (RFC 3261 §19.1.1), least of all a Route. */
export function withoutHeaders(uri: string): string {
  const question = uri.indexOf('?', uri.lastIndexOf('@') + 1);
  return question < 0 ? uri : uri.slice(0, question);
}

function bracketed(route: string): string {
  return /<([^>]*)>/.exec(route)?.[1] ?? route.split(';', 1)[0]!;
}

/** Where requests of this dialog go; `undefined` when the next hop is no IP address. */
export function nextAddress(dialog: Dialog): Address | undefined {
  const first = dialog.routes[0];
  const uri = parseUri(first === undefined ? dialog.remoteTarget : bracketed(first));
  return uri && uriAddress(uri);
}

/** Looks at the order of a request from the peer (RFC 3261 §12.2.2): a lower CSeq gets 500. */
export function receivedIn(dialog: Dialog, request: SipRequest): Dialog | 'out-of-order' {
  const { number } = cseqOf(request);
  if (number < dialog.remoteSequence) return 'out-of-order';
  return { ...dialog, remoteSequence: number };
}
