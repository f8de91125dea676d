import {
  callIdOf,
  cseqOf,
  fromTagOf,
  type SipRequest,
  type SipResponse,
  topVia,
  toTagOf,
} from '../message/message.ts';
import { hasTransactionBranch, type Via } from '../message/via.ts';

/** Keys by which messages find their transactions. */

/**
 * Server side (RFC 3261 §17.2.3). `method` is the transaction's: an ACK or CANCEL looks for `INVITE`.
 * Without a usable branch the older rules hold: Request-URI, tags, Call-ID, CSeq and top Via together;
 * the To tag is left out for INVITE, whose ACK has one that the INVITE had not.
 */
export function serverKey(request: SipRequest, method: string): string {
  const via = topVia(request);
  if (hasTransactionBranch(via)) return `${via.branch}|${sentBy(via)}|${method}`;
  const toTag = method === 'INVITE' ? '' : toTagOf(request);
  const { number } = cseqOf(request);
  const viaText = request.headers.get('via');
  return `2543|${method}|${request.uri}|${toTag}|${fromTagOf(request)}|${callIdOf(request)}|${number}|${viaText}`;
}

/** True when the request is matched by the older rules. */
export function isMatchedAsOld(request: SipRequest): boolean {
  return !hasTransactionBranch(topVia(request));
}

function sentBy(via: Via): string {
  return `${via.host.toLowerCase()}:${via.port ?? 5060}`;
}

/** Client side (RFC 3261 §17.1.3): branch of the top Via and method of the CSeq. */
export function clientKey(branch: string, method: string): string {
  return `${branch}|${method}`;
}

export function clientKeyOfResponse(response: SipResponse): string {
  return clientKey(topVia(response).branch ?? '', cseqOf(response).method);
}
