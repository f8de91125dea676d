import { bodyText, contentTypeOf, type SipRequest } from '../../sip/message/message.ts';

/**
 * Digits that a peer sends by INFO instead of RFC 4733: `application/dtmf-relay` (`Signal=5`, `Duration=160`,
 * as Cisco's gateways do) and `application/dtmf` (the digit alone).
 */
export type InfoDigit =
  | { readonly kind: 'digit'; readonly digit: string }
  /** An INFO without a body, as some send to see whether the call still stands. */
  | { readonly kind: 'empty' }
  /** 415 with these types in Accept (RFC 3261 §21.4.13). */
  | { readonly kind: 'not-understood' };

export const infoDigitTypes = ['application/dtmf-relay', 'application/dtmf'] as const;

export function readInfoDigit(info: SipRequest): InfoDigit {
  if (info.body.length === 0) return { kind: 'empty' };
  const text = bodyText(info);
  const type = contentTypeOf(info);
  if (type === 'application/dtmf-relay') return digitOf(/^[ \t]*signal[ \t]*=([^\r\n]*)/im.exec(text)?.[1]);
  return type === 'application/dtmf' ? digitOf(text) : { kind: 'not-understood' };
}

/** By its sign, or by the event number of RFC 4733 that some send for `*`, `#` and the letters. */
function digitOf(signal: string | undefined): InfoDigit {
  const sign = (signal ?? '').trim().toUpperCase();
  if (/^[0-9*#A-D]$/.test(sign)) return { kind: 'digit', digit: sign };
  const byNumber = events[sign];
  return byNumber === undefined ? { kind: 'not-understood' } : { kind: 'digit', digit: byNumber };
}

const events: Readonly<Record<string, string>> = { 10: '*', 11: '#', 12: 'A', 13: 'B', 14: 'C', 15: 'D' };
