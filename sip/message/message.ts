import { SipError } from './fault.ts';
import { SipHeaders } from './headers.ts';
import { type NameAddr, parseNameAddr, tagOf } from './name-addr.ts';
import { type CSeq, maxForwards_max, parseCSeq } from './numbers.ts';
import type { Parameters } from './parameters.ts';
import { readNumber } from './scan.ts';
import { parseUri, type Uri } from './uri.ts';
import { parseVia, type Via } from './via.ts';

/**
 * Requests and responses (RFC 3261 §7). A message that came through `parseMessage` has sound Via,
 * From, To, Call-ID and CSeq, so the accessors below answer plainly; on a message that we built
 * without them they throw a `SipError`.
 */
export type SipMessage = SipRequest | SipResponse;

export const noBody: Uint8Array = new Uint8Array(0);

export class SipRequest {
  readonly kind = 'request';
  /** As written: methods are case-sensitive. */
  readonly method: string;
  /** The Request-URI as written. */
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: Uint8Array;
  #target: Uri | undefined;

  constructor(method: string, uri: string, headers = new SipHeaders(), body: Uint8Array | string = noBody) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = bodyBytes(body);
  }

  /** The Request-URI, parsed. */
  get target(): Uri {
    this.#target ??= parseUri(this.uri);
    if (!this.#target) throw new SipError('malformed-uri', `${this.uri} is no URI; build it with writeUri.`);
    return this.#target;
  }

  /** A request of its own with the same headers and body, and another Request-URI if one is given. */
  copy(uri = this.uri): SipRequest {
    return new SipRequest(this.method, uri, this.headers.copy(), this.body);
  }
}

export class SipResponse {
  readonly kind = 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: SipHeaders;
  readonly body: Uint8Array;

  constructor(
    status: number,
    reason: string,
    headers = new SipHeaders(),
    body: Uint8Array | string = noBody,
  ) {
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.body = bodyBytes(body);
  }

  copy(): SipResponse {
    return new SipResponse(this.status, this.reason, this.headers.copy(), this.body);
  }
}

const utf8 = new TextEncoder();

function bodyBytes(body: Uint8Array | string): Uint8Array {
  return typeof body === 'string' ? (body === '' ? noBody : utf8.encode(body)) : body;
}

/** The body as text. */
export function bodyText(message: SipMessage): string {
  const { body } = message;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

export function topVia(message: SipMessage): Via {
  return message.headers.parsed('via', parseVia) ?? lacks('Via');
}

export function viasOf(message: SipMessage): Via[] {
  return message.headers.parsedAll('via', parseVia);
}

export function fromOf(message: SipMessage): NameAddr {
  return message.headers.parsed('from', parseNameAddr) ?? lacks('From');
}

export function toOf(message: SipMessage): NameAddr {
  return message.headers.parsed('to', parseNameAddr) ?? lacks('To');
}

/** Empty for none (RFC 2543). */
export function fromTagOf(message: SipMessage): string {
  return tagOf(fromOf(message)) ?? '';
}

/** Empty for none. */
export function toTagOf(message: SipMessage): string {
  return tagOf(toOf(message)) ?? '';
}

export function callIdOf(message: SipMessage): string {
  return message.headers.get('call-id') ?? lacks('Call-ID');
}

export function cseqOf(message: SipMessage): CSeq {
  return message.headers.parsed('cseq', parseCSeq) ?? lacks('CSeq');
}

/** A lone `*` stands as its own word (RFC 3261 §10.2.2). */
export type Contact = NameAddr | { readonly wildcard: true; readonly params: Parameters };

export function parseContact(text: string): Contact | undefined {
  return text === '*' ? wildcard : parseNameAddr(text);
}

const wildcard: Contact = Object.freeze({ wildcard: true, params: Object.freeze([]) });

/** Every Contact that is an address. */
export function contactsOf(message: SipMessage): NameAddr[] {
  return message.headers.parsedAll('contact', parseContact).filter((contact) => 'uri' in contact);
}

export function hasWildcardContact(message: SipMessage): boolean {
  return message.headers.parsedAll('contact', parseContact).some((contact) => 'wildcard' in contact);
}

export function routesOf(message: SipMessage): NameAddr[] {
  return message.headers.parsedAll('route', parseNameAddr);
}

export function recordRoutesOf(message: SipMessage): NameAddr[] {
  return message.headers.parsedAll('record-route', parseNameAddr);
}

/** 0 to 255; `undefined` when the request has none (RFC 2543). */
export function maxForwardsOf(request: SipRequest): number | undefined {
  const text = request.headers.get('max-forwards');
  if (text === undefined) return undefined;
  const hops = readNumber(text, maxForwards_max);
  return hops < 0 ? undefined : hops;
}

/** `type/subtype`, lower case, without parameters; empty for none. */
export function contentTypeOf(message: SipMessage): string {
  const text = message.headers.get('content-type') ?? '';
  return text.split(';', 1)[0]!.trim().toLowerCase();
}

function lacks(header: string): never {
  throw new SipError(
    'missing-header',
    `The message lacks a sound ${header}; set it before the message is used.`,
  );
}
