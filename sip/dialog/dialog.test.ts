import { describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { makeResponse } from '../message/response.ts';
import {
  ackIn,
  confirmedBy,
  nextAddress,
  nextRequest,
  receivedIn,
  uacDialog,
  uasDialog,
  withTargetOf,
} from './dialog.ts';

function invite(extra = '', contact = 'Contact: <sip:alice@10.0.0.1>\r\n'): SipRequest {
  return parseMessage(
    Buffer.from(
      `INVITE sip:bob@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa\r\n${extra}From: <sip:alice@a.example>;tag=a\r\n` +
        `To: sip:bob@b.example\r\nCall-ID: d\r\nCSeq: 5 INVITE\r\n${contact}Content-Length: 0\r\n\r\n`,
    ),
  ) as SipRequest;
}

function answer(request: SipRequest, status: number, contact: string): SipResponse {
  return makeResponse(request, status, { toTag: 'b', recordRoute: true, headers: [['Contact', contact]] });
}

const recordRoutes = 'Record-Route: <sip:10.0.0.8;lr>, <sip:10.0.0.7;lr>\r\n';

describe('a dialog', () => {
  it('has the same tags and Call-ID at both ends, and routes in opposite orders', () => {
    const request = invite(recordRoutes);
    const alice = uacDialog(request, answer(request, 200, '<sip:bob@10.0.0.2:5070>'));
    const bob = uasDialog(request, 'b');
    expect([alice.callId, alice.localTag, alice.remoteTag]).toEqual(['d', 'a', 'b']);
    expect([bob.callId, bob.localTag, bob.remoteTag]).toEqual(['d', 'b', 'a']);
    expect(alice.routes).toEqual(['<sip:10.0.0.7;lr>', '<sip:10.0.0.8;lr>']);
    expect(bob.routes).toEqual(['<sip:10.0.0.8;lr>', '<sip:10.0.0.7;lr>']);
    expect([nextAddress(alice)?.host, nextAddress(bob)?.host]).toEqual(['10.0.0.7', '10.0.0.8']);
  });

  it('counts its requests up, and acknowledges under the INVITE’s number', () => {
    const request = invite();
    const alice = uacDialog(request, answer(request, 200, '<sip:bob@10.0.0.2:5070>'));
    const info = nextRequest(alice, 'INFO');
    expect(info.request.headers.get('cseq')).toBe('6 INFO');
    expect(info.request.uri).toBe('sip:bob@10.0.0.2:5070');
    expect(info.request.headers.get('to')).toBe('sip:bob@b.example;tag=b');
    expect(nextRequest(info.dialog, 'BYE').request.headers.get('cseq')).toBe('7 BYE');
    expect(ackIn(info.dialog, 5).headers.get('cseq')).toBe('5 ACK');
  });

  it('refuses what comes late', () => {
    const bob = uasDialog(invite(), 'b');
    const withSequence = (number: number) => {
      const request = invite();
      request.headers.set('CSeq', `${number} INVITE`);
      return receivedIn(bob, request);
    };
    expect(withSequence(4)).toBe('out-of-order');
    expect(withSequence(6)).toMatchObject({ remoteSequence: 6 });
  });

  it('takes route set and target of the 2xx that confirms it', () => {
    const request = invite(recordRoutes);
    const early = uacDialog(request, answer(request, 180, '<sip:bob@10.0.0.2>'));
    expect(early.state).toBe('early');
    const plain = invite();
    const confirmed = confirmedBy(early, answer(plain, 200, '<sip:bob@10.0.0.3>'));
    expect(confirmed).toMatchObject({ state: 'confirmed', routes: [], remoteTarget: 'sip:bob@10.0.0.3' });
    expect(withTargetOf(confirmed, answer(plain, 200, '<sip:bob@10.0.0.4>')).remoteTarget).toBe(
      'sip:bob@10.0.0.4',
    );
  });

  it('passes a strict router its own URI (RFC 3261 §12.2.1.1)', () => {
    const request = invite('Record-Route: <sip:10.0.0.8>\r\n');
    const alice = uacDialog(request, answer(request, 200, '<sip:bob@10.0.0.2:5070>'));
    const { request: bye } = nextRequest(alice, 'BYE');
    expect(bye.uri).toBe('sip:10.0.0.8');
    expect(bye.headers.all('route')).toEqual(['<sip:bob@10.0.0.2:5070>']);
  });

  it('never makes a header out of a target’s URI headers', () => {
    const request = invite();
    const alice = uacDialog(request, answer(request, 200, '<sip:bob@10.0.0.2?Route=%3Csip:evil.example%3E>'));
    const { request: bye } = nextRequest(alice, 'BYE');
    expect(bye.uri).toBe('sip:bob@10.0.0.2');
    expect(bye.headers.has('route')).toBe(false);
  });

  it('reaches a caller without Contact by its From', () => {
    expect(uasDialog(invite('', ''), 'b').remoteTarget).toBe('sip:alice@a.example');
  });
});
