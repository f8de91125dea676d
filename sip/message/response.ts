import { SipHeaders } from './headers.ts';
import { type SipRequest, SipResponse } from './message.ts';
import { parseNameAddr, tagOf } from './name-addr.ts';
import { reasonPhrase } from './reason-phrase.ts';

export interface ResponseOptions {
  readonly reason?: string;
  /** Added to To when the request had none; needed for everything above 100. */
  readonly toTag?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  /** Copies Record-Route too, for responses that make a dialog (RFC 3261 §12.1.1). */
  readonly recordRoute?: boolean;
}

/**
 * A response to a request (RFC 3261 §8.2.6.2): Via, From, To, Call-ID, CSeq (and Timestamp of a 100)
 * as they came. Works on requests that were found malformed too, with what they have.
 */
export function makeResponse(
  request: SipRequest,
  status: number,
  options: ResponseOptions = {},
): SipResponse {
  const headers = new SipHeaders();
  for (const via of request.headers.all('via')) headers.add('Via', via);
  if (options.recordRoute) {
    for (const route of request.headers.all('record-route')) headers.add('Record-Route', route);
  }
  copyFirst(request, headers, 'From');
  const to = request.headers.get('to');
  if (to !== undefined) headers.add('To', options.toTag === undefined ? to : withTag(to, options.toTag));
  copyFirst(request, headers, 'Call-ID');
  copyFirst(request, headers, 'CSeq');
  if (status === 100) copyFirst(request, headers, 'Timestamp');
  for (const [name, value] of options.headers ?? []) headers.add(name, value);
  if (options.contentType !== undefined) headers.set('Content-Type', options.contentType);
  return new SipResponse(status, options.reason ?? reasonPhrase(status), headers, options.body);
}

function copyFirst(request: SipRequest, headers: SipHeaders, name: string): void {
  const value = request.headers.get(name);
  if (value !== undefined) headers.add(name, value);
}

function withTag(to: string, tag: string): string {
  const address = parseNameAddr(to);
  return address && tagOf(address) !== undefined ? to : `${to};tag=${tag}`;
}
