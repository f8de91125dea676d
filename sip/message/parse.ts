import { faultOfMessage } from './checks.ts';
import type { FaultCode, MessageFault } from './fault.ts';
import { headerKey, isKnownSpelling, isSplitAtCommas } from './header-names.ts';
import { SipHeaders } from './headers.ts';
import { noBody, SipRequest, SipResponse } from './message.ts';
import { isSpaceCode, isToken, readNumber, skipSpace, splitList } from './scan.ts';

/**
 * The parser: bytes of one datagram (or one framed message of a stream) in, a request, a response or
 * a typed fault out, in one pass over the text. It never throws, and never keeps the caller's bytes
 * except as the body. What lies behind Content-Length is ignored (RFC 3261 §18.3).
 */
export function parseMessage(bytes: Uint8Array): SipRequest | SipResponse | MessageFault {
  if (bytes.length > messageBytes_max)
    return drop('too-long', 'The message is longer than a datagram can be.');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  while (start < buffer.length && (buffer[start] === 0x0d || buffer[start] === 0x0a)) start++;
  if (start === buffer.length) return drop('empty', 'Nothing but line ends: a keep-alive.');
  const end = buffer.indexOf('\r\n\r\n', start, 'latin1');
  const head = buffer.toString('utf8', start, end < 0 ? buffer.length : end + 2);
  const lineEnd = head.indexOf('\r\n');
  if (lineEnd < 0) return drop('not-sip', 'There is no first line.');
  const headers = new SipHeaders();
  const fault = readHeaders(head, lineEnd + 2, headers) ?? (end < 0 ? noEnd : undefined);
  const first = head.slice(0, lineEnd);
  const body = end < 0 ? noBody : bytes.subarray(end + 4);
  return first.startsWith('SIP/')
    ? readResponse(first, headers, body, fault)
    : readRequest(first, headers, body, fault);
}

export const messageBytes_max = 65_535;
export const headerLines_max = 256;

interface Found {
  readonly code: FaultCode;
  readonly detail: string;
}

const noEnd: Found = { code: 'no-end-of-headers', detail: 'No empty line ends the headers.' };

function readResponse(first: string, headers: SipHeaders, body: Uint8Array, fault: Found | undefined) {
  const match = /^SIP\/(\d+\.\d+) (\d+) ([^\r\n]*)$/.exec(first);
  if (!match) return drop('bad-start-line', 'The status line is malformed.');
  if (match[1] !== '2.0') return drop('bad-version', `A response of version ${match[1]}.`);
  const status = readNumber(match[2]!, 699);
  if (match[2]!.length !== 3 || status < 100) return drop('bad-status', 'The status is not from 100 to 699.');
  if (fault) return drop(fault.code, fault.detail);
  const length = bodyLength(headers, body);
  if (typeof length !== 'number') return drop(length.code, length.detail);
  const response = new SipResponse(status, match[3]!, headers, body.subarray(0, length));
  const found = faultOfMessage(response);
  return found ? drop(found.code, found.detail) : response;
}

function readRequest(first: string, headers: SipHeaders, body: Uint8Array, fault: Found | undefined) {
  const methodEnd = first.indexOf(' ');
  const uriEnd = first.lastIndexOf(' ');
  const method = methodEnd < 0 ? '' : first.slice(0, methodEnd);
  const version = /SIP\/(\d+\.\d+) *$/.exec(first)?.[1];
  if (version === undefined || !isToken(method))
    return drop('not-sip', 'The first line is no SIP start line.');
  const uri = first.slice(methodEnd + 1, Math.max(uriEnd, methodEnd + 1));
  const answer = (code: FaultCode, detail: string, status: 400 | 505 = 400): MessageFault => {
    const request = new SipRequest(method, uri, headers);
    const answered = method !== 'ACK' && headers.has('via');
    return {
      kind: 'fault',
      code,
      detail,
      status: answered ? status : undefined,
      request: answered ? request : undefined,
    };
  };
  if (version !== '2.0') return answer('bad-version', `SIP/${version} is not spoken here.`, 505);
  if (uriEnd + 1 + 'SIP/2.0'.length !== first.length || uriEnd === methodEnd) {
    return answer('bad-start-line', 'Method, Request-URI and version are not parted by single spaces.');
  }
  if (fault) return answer(fault.code, fault.detail);
  const length = bodyLength(headers, body);
  if (typeof length !== 'number') return answer(length.code, length.detail);
  const request = new SipRequest(
    method,
    uri,
    headers,
    length === body.length ? body : body.subarray(0, length),
  );
  const found = faultOfMessage(request);
  return found ? answer(found.code, found.detail) : request;
}

/** The body's length: Content-Length, or the rest of the datagram without it (RFC 3261 §18.3). */
function bodyLength(headers: SipHeaders, body: Uint8Array): number | Found {
  const text = headers.get('content-length');
  if (text === undefined) return body.length;
  const length = readNumber(text, Number.MAX_SAFE_INTEGER);
  if (length < 0) return { code: 'bad-content-length', detail: 'Content-Length is no number.' };
  if (length > body.length)
    return { code: 'bad-content-length', detail: 'Content-Length is more than came.' };
  return length;
}

/** Reads header lines from `at` to the end of `head`, unfolding as it goes (RFC 3261 §7.3.1). */
function readHeaders(head: string, at: number, headers: SipHeaders): Found | undefined {
  let lines = 0;
  let fault: Found | undefined;
  while (at < head.length) {
    if (++lines > headerLines_max)
      return { code: 'too-many-headers', detail: 'More header lines than we take.' };
    let end = head.indexOf('\n', at);
    if (end < 0) end = head.length + 1;
    if (head.indexOf('\r', at) !== end - 1) {
      return {
        code: 'bad-line-end',
        detail: `Header line ${lines} does not end with CR LF, or holds one of them alone.`,
      };
    }
    let value: string | undefined;
    const colon = head.indexOf(':', at);
    const nameEnd = trimmedEnd(head, at, colon < 0 || colon > end ? at : colon);
    const name = head.slice(at, nameEnd);
    const valueStart = skipSpace(head, colon + 1);
    value = head.slice(valueStart, Math.max(valueStart, trimmedEnd(head, valueStart, end - 1)));
    at = end + 1;
    while (at < head.length && isSpaceCode(head.charCodeAt(at))) {
      let foldEnd = head.indexOf('\n', at);
      if (foldEnd < 0) foldEnd = head.length + 1;
      if (head.indexOf('\r', at) !== foldEnd - 1)
        return { code: 'bad-line-end', detail: 'A folded line ends badly.' };
      const more = head.slice(at, foldEnd - 1).trim();
      value = value === '' ? more : more === '' ? value : `${value} ${more}`;
      at = foldEnd + 1;
    }
    if (name.length === 0 || (!isKnownSpelling(name) && !isToken(name))) {
      fault ??= { code: 'bad-header', detail: `Header line ${lines} has no name and colon.` };
      continue;
    }
    const key = headerKey(name);
    fault = keep(headers, key, name, value) ?? fault;
  }
  return fault;
}

function keep(headers: SipHeaders, key: string, name: string, value: string): Found | undefined {
  if (!isSplitAtCommas(key) || !value.includes(',')) {
    headers.append(key, name, value);
    return undefined;
  }
  const items = splitList(value);
  if (!items) {
    headers.append(key, name, value);
    return { code: 'malformed-header', detail: `${name} has an open quote or bracket.` };
  }
  for (const item of items) headers.append(key, name, item);
  return headers.size > headerLines_max * 2
    ? { code: 'too-many-headers', detail: 'More header values than we take.' }
    : undefined;
}

/** The end of the text in [from, to) without its trailing white space. */
function trimmedEnd(text: string, from: number, to: number): number {
  while (to > from && isSpaceCode(text.charCodeAt(to - 1))) to--;
  return to;
}

function drop(code: FaultCode, detail: string): MessageFault {
  return { kind: 'fault', code, detail, status: undefined, request: undefined };
}
