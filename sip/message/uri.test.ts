import { describe, expect, it } from 'vitest';
import { escapeUser, parseUri, sameUri, unescapeUri, uriAddress, userOf, writeUri } from './uri.ts';

describe('SIP URIs', () => {
  for (const text of [
    'sip:alice@atlanta.example',
    'sip:alice:secretword@atlanta.example;transport=tcp',
    'sips:alice@atlanta.example?subject=project%20x&priority=urgent',
    'sip:+1-212-555-1212:1234@gateway.example;user=phone',
    'sip:alice;day=tuesday@atlanta.example',
    'sip:[2001:db8::9:1]:5060;lr',
    'tel:+861012345678;phone-context=cn',
  ]) {
    it(`${text} is written as it was read`, () => {
      expect(writeUri(parseUri(text)!)).toBe(text);
    });
  }

  for (const text of [
    '',
    'sip:',
    'sip:@host',
    'sip:a@',
    'sip:a b@c',
    'sip:a@b:99999',
    'sip:a@b;;lr',
    'sip:a%zz@b',
    '<sip:a@b>',
    '1x:y',
    'sip:a@b@c',
    'sip:[zz]',
  ]) {
    it(`${text || 'nothing'} is refused`, () => {
      expect(parseUri(text)).toBeUndefined();
    });
  }

  const same = (a: string, b: string) => sameUri(parseUri(a)!, parseUri(b)!);

  it('are compared as RFC 3261 §19.1.4 says', () => {
    expect(same('sip:%61lice@atlanta.example;transport=TCP', 'sip:alice@AtLanTa.example;Transport=tcp')).toBe(
      true,
    );
    expect(same('sip:carol@chicago.example', 'sip:carol@chicago.example;newparam=5')).toBe(true);
    expect(same('sip:carol@chicago.example;security=on', 'sip:carol@chicago.example;newparam=5')).toBe(true);
    expect(same('sip:a@b?x=1&y=2', 'sip:a@b?y=2&x=1')).toBe(true);
    expect(same('SIP:ALICE@a.example', 'sip:alice@a.example')).toBe(false);
    expect(same('sip:bob@biloxi.example', 'sip:bob@biloxi.example:5060')).toBe(false);
    expect(same('sip:bob@biloxi.example', 'sip:bob@biloxi.example;transport=udp')).toBe(false);
    expect(same('sip:carol@chicago.example', 'sip:carol@chicago.example?Subject=next')).toBe(false);
  });

  it('say whom they call, and where they lead', () => {
    expect(userOf(parseUri('sip:%34001;x=y@h')!)).toBe('4001');
    expect(userOf(parseUri('tel:+8610;phone-context=cn')!)).toBe('+8610');
    expect(uriAddress(parseUri('sip:a@10.0.0.1')!)).toEqual({ host: '10.0.0.1', port: 5060 });
    expect(uriAddress(parseUri('sip:a@name.example;maddr=10.0.0.2:1')!)).toBeUndefined();
    expect(uriAddress(parseUri('sip:a@name.example;maddr=10.0.0.2')!)).toEqual({
      host: '10.0.0.2',
      port: 5060,
    });
    expect(uriAddress(parseUri('sip:a@name.example')!)).toBeUndefined();
  });

  it('lead to unicast addresses only', () => {
    for (const host of [
      '255.255.255.255',
      '239.1.1.1',
      '0.0.0.0',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '[ff02::1]',
      '[::]',
      '[1:2]',
      '[:]',
      '[1::2::3]',
      '[1:2:3:4:5:6:7:8:9]',
    ]) {
      const uri = parseUri(`sip:a@${host}`);
      expect(uri && uriAddress(uri), host).toBeUndefined();
    }
    for (const host of ['::1', 'fe80::1', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1']) {
      expect(uriAddress(parseUri(`sip:a@[${host}]`)!), host).toEqual({ host, port: 5060 });
    }
    expect(uriAddress(parseUri('sip:a@10.0.0.1:0')!)).toBeUndefined();
  });

  it('escape what a user part may not hold', () => {
    expect(parseUri(`sip:${escapeUser('a b@c:d')}@h`)).toMatchObject({ user: 'a%20b%40c%3Ad', host: 'h' });
    expect(unescapeUri(escapeUser('王@x'))).toBe('王@x');
    expect(unescapeUri('%ff')).toBe('%ff');
  });
});
