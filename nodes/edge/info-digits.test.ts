import { describe, expect, it } from 'vitest';
import { SipHeaders } from '../../sip/message/headers.ts';
import { SipRequest } from '../../sip/message/message.ts';
import { readInfoDigit } from './info-digits.ts';

function info(body: string, contentType = 'application/dtmf-relay') {
  const headers = new SipHeaders();
  headers.add('Content-Type', contentType);
  return readInfoDigit(new SipRequest('INFO', 'sip:4001@10.1.0.1', headers, body));
}

describe('a digit by INFO', () => {
  it.each([
    ['Signal=5\r\nDuration=160\r\n', '5'],
    ['Signal= 7\r\nDuration= 250\r\n', '7'],
    ['Duration=100\nsignal=*', '*'],
    ['Signal=#\r\n', '#'],
    ['Signal=a\r\n', 'A'],
    ['Signal=10\r\n', '*'],
    ['Signal=11\r\n', '#'],
  ])('is read from %j', (body, digit) => {
    expect(info(body)).toEqual({ kind: 'digit', digit });
  });

  it('may stand alone as application/dtmf', () => {
    expect(info('9', 'application/dtmf')).toEqual({ kind: 'digit', digit: '9' });
  });

  it('is told from an empty INFO and from what we do not understand', () => {
    expect(info('')).toEqual({ kind: 'empty' });
    expect(info('Signal=55\r\n')).toEqual({ kind: 'not-understood' });
    expect(info('Duration=160\r\n')).toEqual({ kind: 'not-understood' });
    expect(info('<media/>', 'application/media_control+xml')).toEqual({ kind: 'not-understood' });
  });
});
