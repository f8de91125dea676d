import { describe, expect, it } from 'vitest';
import { systemHash } from './system-hash.ts';

describe('digests of the machine', () => {
  it('agree with RFC 1321, FIPS 180-4 and RFC 4231', () => {
    expect(systemHash.md5Hex('abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
    expect(systemHash.sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    const mac = systemHash.hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(Buffer.from(mac).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('take text as UTF-8', () => {
    expect(systemHash.md5Hex('北京')).toBe(systemHash.md5Hex(Buffer.from('北京', 'utf8').toString()));
  });
});
