import {
  callIdOf,
  contactsOf,
  cseqOf,
  hasWildcardContact,
  type SipRequest,
  toOf,
} from '../message/message.ts';
import { uriOf, writeNameAddr } from '../message/name-addr.ts';
import { parseDeltaSeconds } from '../message/numbers.ts';
import { parameterValue, withoutParameter } from '../message/parameters.ts';
import { userOf } from '../message/uri.ts';

/** What a REGISTER asks for, read once (RFC 3261 §10.2). */
export interface RegisterRequest {
  readonly user: string;
  readonly callId: string;
  readonly cseq: number;
  readonly userAgent: string;
  readonly removesAll: boolean;
  readonly contacts: readonly AskedContact[];
}

export interface AskedContact {
  readonly uri: string;
  readonly text: string;
  readonly q: number;
  /** Seconds asked for; 0 removes. */
  readonly expiresSeconds: number;
}

/** `undefined`: 400, since To or a Contact is no SIP address, or `*` stands with others or without Expires 0. */
export function readRegister(
  request: SipRequest,
  expiresSeconds_default: number,
): RegisterRequest | undefined {
  const to = uriOf(toOf(request));
  if (to.kind !== 'sip') return undefined;
  const user = userOf(to);
  if (user === '') return undefined;
  const expiresText = request.headers.get('expires');
  const expires = expiresText === undefined ? undefined : parseDeltaSeconds(expiresText);
  const contacts = contactsOf(request);
  const removesAll = hasWildcardContact(request);
  if (removesAll && (contacts.length > 0 || expires !== 0)) return undefined;
  const asked: AskedContact[] = [];
  for (const contact of contacts) {
    if (uriOf(contact).kind !== 'sip') return undefined;
    const own = parameterValue(contact.params, 'expires');
    asked.push({
      uri: contact.uri,
      text: writeNameAddr({ ...contact, params: withoutParameter(contact.params, 'expires') }),
      q: readQ(parameterValue(contact.params, 'q')),
      expiresSeconds:
        (own === undefined ? undefined : parseDeltaSeconds(own)) ?? expires ?? expiresSeconds_default,
    });
  }
  return {
    user,
    callId: callIdOf(request),
    cseq: cseqOf(request).number,
    userAgent: request.headers.get('user-agent') ?? '',
    removesAll,
    contacts: asked,
  };
}

/** 1 when absent or malformed (RFC 3261 §20.10). */
function readQ(text: string | undefined): number {
  return text !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}
