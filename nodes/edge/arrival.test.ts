import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../sip/message/parse.ts';
import { admitByRouter, admitBySite, type CallTypes, readArrival } from './arrival.ts';

function arrivalOf(requestUri: string, ...lines: string[]) {
  const text = [
    `INVITE ${requestUri} SIP/2.0`,
    'Via: SIP/2.0/UDP 10.9.0.1;branch=z9hG4bK1',
    'From: <sip:13800000001@10.9.0.1>;tag=a',
    'To: <sip:4001@10.1.0.1>',
    'Call-ID: a@10.9.0.1',
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    'Content-Length: 0',
    ...lines,
    '',
    '',
  ].join('\r\n');
  const message = parseMessage(Buffer.from(text));
  if (message.kind !== 'request') throw new Error('the test’s own INVITE is malformed');
  return readArrival(message);
}

const types: CallTypes = {
  callTypes: [
    { name: 'sales', dnis: ['4001'], queue: 'sales', priority: 7 },
    { name: 'default', dnis: [], queue: 'service', priority: 5 },
  ],
};

describe('an INVITE from outside', () => {
  it('says who calls which number', () => {
    expect(arrivalOf('sip:4001@10.1.0.1')).toEqual({
      sipCallId: 'a@10.9.0.1',
      ani: '13800000001',
      dnis: '4001',
      tokenText: '',
    });
  });

  it('is believed about the caller by what its network asserts first', () => {
    expect(arrivalOf('sip:4001@10.1.0.1', 'P-Asserted-Identity: <tel:+861012345678>').ani).toBe(
      '+861012345678',
    );
  });

  it('bears its token in our Route header or in its URI', () => {
    expect(arrivalOf('sip:4001@10.1.0.1', 'Route: <sip:10.1.0.1;lr;tandem-token=1.x.y>').tokenText).toBe(
      '1.x.y',
    );
    expect(arrivalOf('sip:4001@10.1.0.1;tandem-token=1.x.z').tokenText).toBe('1.x.z');
  });

  it('may hide both numbers', () => {
    const hidden = arrivalOf('sip:10.1.0.1');
    expect([hidden.dnis, hidden.ani]).toEqual(['unknown', '13800000001']);
  });
});

describe('a call without a token', () => {
  it('has the priority of the type that the router named, where the site knows it', () => {
    const arrival = arrivalOf('sip:95588@10.1.0.1');
    const reply = { callId: 'c', decisionId: 'd', callType: 'sales', queue: 'sales' };
    expect(admitByRouter(arrival, reply, types)).toMatchObject({ routedBy: 'asked', priority: 7 });
    expect(admitByRouter(arrival, { ...reply, callType: 'new' }, types).priority).toBe(5);
  });

  it('is of the default type when its number is not known', () => {
    expect(admitBySite(arrivalOf('sip:95588@10.1.0.1'), 'c', types)).toEqual({
      callId: 'c',
      decisionId: '',
      routedBy: 'site',
      callType: 'default',
      queue: 'service',
      priority: 5,
    });
  });
});
