import { describe, expect, it } from 'vitest';
import { SipError } from './fault.ts';
import { nextHop, spendHop, takeOwnVia } from './forwarding.ts';
import { SipHeaders } from './headers.ts';
import { contactsOf, fromOf, SipRequest, type SipResponse, topVia } from './message.ts';
import { nameAddr, parseNameAddr, tagOf, writeNameAddr } from './name-addr.ts';
import { headerLines_max, parseMessage } from './parse.ts';
import { makeResponse } from './response.ts';
import { parseVia, responseTarget, viaReceivedFrom } from './via.ts';
import { writeMessage } from './write.ts';

function invite(extra = ''): string {
  return (
    'INVITE sip:4001@10.0.0.1 SIP/2.0\r\n' +
    'Via: SIP/2.0/UDP 10.0.0.9:5061;branch=z9hG4bKp\r\n' +
    'Record-Route: <sip:r1.example;lr>, <sip:r2.example;lr>\r\n' +
    'Route: <sip:10.0.0.1;lr;tandem-token=abc>, <sip:10.0.0.2;lr>\r\n' +
    'From: "Wang, Li" <sip:wang@10.0.0.9>;tag=w\r\nTo: <sip:4001@10.0.0.1>\r\nCall-ID: p\r\nCSeq: 1 INVITE\r\n' +
    `Contact: <sip:wang@10.0.0.9:5061>, <sip:li@10.0.0.9>;q=0.5\r\nMax-Forwards: 10\r\n${extra}Content-Length: 4\r\n\r\nbodymore`
  );
}

function parsed(text: string): SipRequest {
  const message = parseMessage(Buffer.from(text));
  if (message.kind !== 'request') throw new Error(message.kind);
  return message;
}

describe('a message', () => {
  it('comes apart into values, however they were grouped into lines', () => {
    const request = parsed(invite());
    expect(request.headers.all('Record-Route')).toEqual(['<sip:r1.example;lr>', '<sip:r2.example;lr>']);
    expect(contactsOf(request).map(({ uri }) => uri)).toEqual(['sip:wang@10.0.0.9:5061', 'sip:li@10.0.0.9']);
    expect(fromOf(request).displayName).toBe('Wang, Li');
    expect(Buffer.from(request.body).toString()).toBe('body');
  });

  it('is written as it was read, Content-Length by the body', () => {
    const request = parsed(invite());
    const again = Buffer.from(
      writeMessage(new SipRequest(request.method, request.uri, request.headers, 'longer body')),
    );
    expect(again.toString()).toContain('\r\nContent-Length: 11\r\n\r\nlonger body');
    expect(again.toString()).toContain('From: "Wang, Li" <sip:wang@10.0.0.9>;tag=w\r\n');
  });

  it('changes by copy without touching the first', () => {
    const request = parsed(invite());
    const copy = request.copy('sip:other@10.0.0.3');
    copy.headers
      .prepend('Via', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKq')
      .set('Max-Forwards', '9')
      .remove('Route');
    expect(topVia(copy).branch).toBe('z9hG4bKq');
    expect(copy.headers.count('v')).toBe(2);
    expect(copy.headers.has('route')).toBe(false);
    expect(topVia(request).branch).toBe('z9hG4bKp');
    expect(request.headers.count('route')).toBe(2);
  });

  it('with more header lines than the limit is a fault', () => {
    const message = parseMessage(Buffer.from(invite('X: y\r\n'.repeat(headerLines_max))));
    expect(message).toMatchObject({ kind: 'fault', code: 'too-many-headers', status: 400 });
  });

  it('of ours with a line break in a header is our own mistake', () => {
    const add = () => new SipHeaders().add('Subject', 'a\r\nContact: <sip:evil.example>');
    expect(add).toThrow(SipError);
  });

  it('without its headers is our own mistake, too', () => {
    expect(() => topVia(new SipRequest('OPTIONS', 'sip:a@b'))).toThrow(/lacks a sound Via/);
  });
});

describe('a response', () => {
  it('bears what the request had, with a tag of ours', () => {
    const request = parsed(invite());
    const response = makeResponse(request, 200, {
      toTag: 't',
      recordRoute: true,
      body: 'x',
      contentType: 'text/plain',
    });
    expect(response.headers.get('to')).toBe('<sip:4001@10.0.0.1>;tag=t');
    expect(response.headers.all('record-route').length).toBe(2);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(parseMessage(writeMessage(response)).kind).toBe('response');
    expect(makeResponse(parsed(invite('Timestamp: 54\r\n')), 100).headers.get('timestamp')).toBe('54');
  });
});

describe('passing on', () => {
  it('takes hops, and follows the first Route, which may carry a token', () => {
    const request = parsed(invite());
    const uri = nextHop(request);
    expect(uri).toMatchObject({ host: '10.0.0.1' });
    expect(uri.kind === 'sip' && uri.params.find(({ name }) => name === 'tandem-token')?.value).toBe('abc');
    request.headers.removeFirst('route');
    expect(nextHop(request)).toMatchObject({ host: '10.0.0.2' });
    expect(spendHop(request)).toBe(true);
    expect(request.headers.get('max-forwards')).toBe('9');
  });

  it('sends a response where the next Via says, never to a broadcast address', () => {
    const forwarded = (via: string) => {
      const response = makeResponse(parsed(invite()), 200, { toTag: 't' }) as SipResponse;
      response.headers.replaceFirst('via', via).prepend('Via', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKq');
      return takeOwnVia(response);
    };
    expect(forwarded('SIP/2.0/UDP 10.0.0.9:5061;branch=z9hG4bKp')).toEqual({ host: '10.0.0.9', port: 5061 });
    expect(forwarded('SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKp')).toBeUndefined();
    expect(forwarded('SIP/2.0/UDP 239.1.2.3;branch=z9hG4bKp')).toBeUndefined();
    expect(forwarded('SIP/2.0/UDP host.example;branch=z9hG4bKp')).toBeUndefined();
  });
});

describe('Via', () => {
  const source = { host: '10.0.0.9', port: 40_000 };

  it('notes where a request really came from (RFC 3581)', () => {
    const noted = (text: string) => viaReceivedFrom(parseVia(text)!, source);
    expect(responseTarget(noted('SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKa'))).toEqual({
      host: '10.0.0.9',
      port: 5060,
    });
    expect(responseTarget(noted('SIP/2.0/UDP a.example:5070'))).toEqual({ host: '10.0.0.9', port: 5070 });
    expect(responseTarget(noted('SIP/2.0/UDP a.example;rport'))).toEqual(source);
    expect(responseTarget(noted('SIP/2.0/UDP [::1]:5070;rport'))).toEqual(source);
  });

  it('does not believe a sender who fills that in himself', () => {
    const noted = (text: string) => responseTarget(viaReceivedFrom(parseVia(text)!, source));
    expect(noted('SIP/2.0/UDP 10.0.0.9:5070;received=10.0.0.66')).toEqual({ host: '10.0.0.9', port: 5070 });
    expect(noted('SIP/2.0/UDP 10.0.0.9:5070;received=10.0.0.66;rport=53')).toEqual(source);
  });
});

describe('addresses', () => {
  it('are read with their parameters in the right place', () => {
    expect(parseNameAddr('sip:a@b;tag=1')).toMatchObject({
      uri: 'sip:a@b',
      params: [{ name: 'tag', value: '1' }],
    });
    expect(parseNameAddr('<sip:a@b;tag=1>')).toMatchObject({ uri: 'sip:a@b;tag=1', params: [] });
    expect(tagOf(parseNameAddr('"x" <sip:a@b> ; TAG = 7')!)).toBe('7');
  });

  it('are written so that they are read the same', () => {
    const address = nameAddr('sip:a@b', 'Li "L" \\ Wang', [{ name: 'tag', value: 'x' }]);
    expect(parseNameAddr(writeNameAddr(address))).toEqual(address);
  });
});
