import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, fingerprintOf, transactionIdOf } from './business.ts';

describe('canonical JSON', () => {
  it('is the same for equal values, whatever the order of their members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'ü' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"ü","d":null}]}',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value)!)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON can not say and what nests too deeply', () => {
    expect(canonicalJson({ a: undefined })).toBeUndefined();
    expect(canonicalJson(Number.NaN)).toBeUndefined();
    let deep: unknown = 1;
    for (let n = 0; n < 40; n++) deep = [deep];
    expect(canonicalJson(deep)).toBeUndefined();
  });
});

describe('the name of a transaction', () => {
  const hash = (text: string) => text.padEnd(64, '0');

  it('follows from region and key alone, its fingerprint from what is asked', () => {
    expect(transactionIdOf('cn', 'k', hash)).toBe(transactionIdOf('cn', 'k', hash));
    expect(transactionIdOf('cn', 'k', hash)).not.toBe(transactionIdOf('eu', 'k', hash));
    const type = { name: 'x', mode: 'write', inDoubt: 'repeat', deadlineMs: 1, payloadBytesMax: 9 } as const;
    const request = { type, customer: 'c', key: 'k', payload: '{}', asker: 'a', callId: '', deadlineMs: 1 };
    expect(fingerprintOf({ ...request, asker: 'b', callId: 'x' }, hash)).toBe(fingerprintOf(request, hash));
  });
});
