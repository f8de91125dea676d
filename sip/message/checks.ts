import type { FaultCode } from './fault.ts';
import { parseContact, type SipMessage } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { maxForwards_max, parseCSeq } from './numbers.ts';
import { readNumber } from './scan.ts';
import { parseUri } from './uri.ts';
import { parseVia } from './via.ts';

/**
 * What a message must have before anything may be built on it (RFC 3261 §8.1.1, RFC 4475 §3.1.2 and
 * §3.3): the headers that every element reads are there, once, and well formed. Everything read
 * here stays parsed in the headers.
 */
export interface Malformation {
  readonly code: FaultCode;
  readonly detail: string;
}

export function faultOfMessage(message: SipMessage): Malformation | undefined {
  const { headers } = message;
  let seen = 0;
  for (let i = 0; i < headers.size; i++) {
    const key = headers.keyAt(i);
    const bit = singleBit(key);
    if (bit !== 0) {
      if ((seen & bit) !== 0) return { code: 'repeated-header', detail: `There are two ${key} headers.` };
      seen |= bit;
    }
    let sound = true;
    switch (key) {
      case 'via':
        sound = headers.parsedAt(i, parseVia) !== undefined;
        seen |= viaBit;
        break;
      case 'from':
      case 'to':
      case 'route':
      case 'record-route':
        sound = headers.parsedAt(i, parseNameAddr) !== undefined;
        break;
      case 'contact':
        sound = headers.parsedAt(i, parseContact) !== undefined;
        break;
      case 'call-id':
        sound = isCallId(headers.valueAt(i));
        break;
      case 'cseq': {
        const cseq = headers.parsedAt(i, parseCSeq);
        if (cseq && cseq.number < 0) return { code: 'out-of-range', detail: 'CSeq is 2^31 or more.' };
        sound = cseq !== undefined;
        if (sound && message.kind === 'request' && cseq!.method !== message.method) {
          return { code: 'method-mismatch', detail: 'CSeq names another method than the start line.' };
        }
        break;
      }
      case 'max-forwards':
        if (readNumber(headers.valueAt(i), maxForwards_max) < 0) {
          return { code: 'out-of-range', detail: 'Max-Forwards is not from 0 to 255.' };
        }
        break;
      default:
    }
    if (!sound) return { code: 'malformed-header', detail: `The ${key} header is malformed.` };
  }
  if ((seen & requiredBits) !== requiredBits) {
    return { code: 'missing-header', detail: 'One of Via, From, To, Call-ID and CSeq is missing.' };
  }
  return message.kind === 'request' ? faultOfRequestUri(message.uri) : undefined;
}

/** A Request-URI may hold neither brackets nor white space nor header fields (RFC 3261 §19.1.1). */
function faultOfRequestUri(text: string): Malformation | undefined {
  const uri = parseUri(text);
  if (!uri) return { code: 'bad-request-uri', detail: 'The Request-URI is malformed.' };
  return uri.kind === 'sip' && uri.headers !== ''
    ? { code: 'bad-request-uri', detail: 'The Request-URI has header fields in it.' }
    : undefined;
}

const viaBit = 1;
const requiredBits = 0b11111;

/** One bit for each header that may stand only once; 0 for the others. */
function singleBit(key: string): number {
  switch (key) {
    case 'from':
      return 2;
    case 'to':
      return 4;
    case 'call-id':
      return 8;
    case 'cseq':
      return 16;
    case 'max-forwards':
      return 32;
    case 'content-length':
      return 64;
    case 'content-type':
      return 128;
    default:
      return 0;
  }
}

/** `word [ "@" word ]`: no white space, no control characters. */
function isCallId(text: string): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x7f) return false;
  }
  return true;
}
