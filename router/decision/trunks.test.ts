import { describe, expect, it } from 'vitest';
import { readNetwork, Trunks } from './trunks.ts';

const carrier = { id: 'carrier', sources: ['10.1.0.0/16', '2001:db8::/32'], redirect: false };
const branch = { id: 'branch', sources: ['10.1.2.0/24', '192.0.2.7'], redirect: true };

describe('trunks', () => {
  it('are told by the address that a call comes from, the narrowest network first', () => {
    const trunks = new Trunks([carrier, branch], undefined);
    const of = (host: string) => trunks.ofHost(host)?.id;
    expect([of('10.1.9.9'), of('10.1.2.9'), of('192.0.2.7'), of('192.0.2.8')]).toEqual([
      'carrier',
      'branch',
      'branch',
      undefined,
    ]);
    expect([of('2001:db8:1::1'), of('2001:db9::1'), of('::ffff:10.1.9.9')]).toEqual([
      'carrier',
      undefined,
      'carrier',
    ]);
  });

  it('have a default where the configuration names one', () => {
    expect(new Trunks([carrier, branch], 'branch').ofHost('203.0.113.1')?.id).toBe('branch');
  });

  it('are told by networks of every length', () => {
    const trunks = new Trunks(
      [
        { id: 'all', sources: ['0.0.0.0/0'], redirect: false },
        { ...branch, sources: ['10.0.0.1/31'] },
      ],
      undefined,
    );
    expect([trunks.ofHost('10.0.0.0')?.id, trunks.ofHost('10.0.0.2')?.id]).toEqual(['branch', 'all']);
  });

  it('take no network that is none', () => {
    for (const text of ['10.0.0/8', '10.0.0.0/33', '1.2.3.4/x', '::1::', '::/129', '300.0.0.1', 'a.b']) {
      expect(readNetwork(text)).toBeUndefined();
    }
  });
});
