import { describe, expect, it } from 'vitest';
import { callerNumberOf, dialedNumberOf } from './call-numbers.ts';
import { SipRequest } from './message.ts';

function invite(from: string, target = 'sip:4001@10.0.0.1', asserted?: string): SipRequest {
  const request = new SipRequest('INVITE', target);
  request.headers.add('From', from);
  if (asserted !== undefined) request.headers.add('P-Asserted-Identity', asserted);
  return request;
}

describe('the numbers of a call', () => {
  it('are those of From and of the Request-URI', () => {
    const request = invite('"Wang" <sip:13800000000@10.0.0.9>;tag=a');
    expect([callerNumberOf(request), dialedNumberOf(request)]).toEqual(['13800000000', '4001']);
    expect(dialedNumberOf(invite('<sip:1@a>;tag=a', 'tel:+8610;phone-context=x'))).toBe('+8610');
  });

  it('believe what the carrier asserts before what the caller says', () => {
    const asserted = invite(
      '<sip:anonymous@anonymous.invalid>;tag=a',
      undefined,
      '<sip:+8613800000000@carrier>',
    );
    expect(callerNumberOf(asserted)).toBe('+8613800000000');
    expect(callerNumberOf(invite('<sip:123@a>;tag=a', undefined, 'no address'))).toBe('123');
  });

  it('are empty where there is none, and never long', () => {
    expect(callerNumberOf(invite('<sip:10.0.0.9>;tag=a'))).toBe('');
    expect(dialedNumberOf(invite('<sip:1@a>;tag=a', `sip:${'4'.repeat(300)}@10.0.0.1`))).toHaveLength(64);
  });
});
