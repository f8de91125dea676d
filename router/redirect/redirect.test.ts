import { describe, expect, it } from 'vitest';
import { verifyRouteToken } from '../../kernel/token/route-token.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { SimulatedCluster } from '../simulated/simulated-cluster.ts';

function world() {
  const cluster = new SimulatedCluster(3, systemHash);
  const router = cluster.addRouter('beijing');
  cluster.sites.beijing.change('sales', { ready: 0, busy: 20, queued: 4 });
  cluster.sites.guangzhou.change('sales', { ready: 2, busy: 18 });
  cluster.settle();
  return { cluster, router, caller: cluster.caller(router, '4001', '127.9.0.1') };
}

describe('a trunk that follows redirects', () => {
  it('gets 302 with the sites in order, each with a token of its own', () => {
    const { cluster, caller } = world();
    caller.start();
    cluster.time.run(5);
    expect(caller.statuses()).toEqual([302]);
    const contacts = caller.responses[0]!.headers.all('contact');
    expect(contacts.map((contact) => contact.replace(/token=[^>]+/, 'token=T'))).toEqual([
      '<sip:4001@127.0.2.1:5080;tandem-token=T>;q=1.0',
      '<sip:4001@127.0.3.1:5080;tandem-token=T>;q=0.9',
      '<sip:4001@127.0.1.1:5080;tandem-token=T>;q=0.8',
    ]);
    const token = /tandem-token=([^>]+)>/.exec(contacts[0]!)![1]!;
    const expected = { site: 'shanghai', nowMs: cluster.time.wallMs(), skewMs: 250 };
    expect(verifyRouteToken(token, expected, cluster.tokenKey, systemHash).valid).toBe(true);
  });

  it('leaves no transaction behind, and the ACK is no trouble', () => {
    const { cluster, router, caller } = world();
    caller.start();
    cluster.time.run(50);
    expect(router.router.transactions.serverCount).toBe(0);
    expect(router.facts.map((fact) => fact.kind)).toEqual(['CallDecided']);
    expect(router.facts[0]).toMatchObject({
      mode: 'redirect',
      trunk: 'follows',
      sites: ['shanghai', 'guangzhou', 'beijing'],
    });
  });

  it('gets the same tag for a repeat', () => {
    const { cluster, caller } = world();
    caller.start();
    caller.start();
    cluster.time.run(5);
    const tags = caller.responses.map((response) => response.headers.get('to'));
    expect(tags).toHaveLength(2);
    expect(new Set(tags).size).toBe(1);
  });

  it('is refused like any other: 483 without hops', () => {
    const { cluster, caller } = world();
    caller.start('INVITE', [['Max-Forwards', '0']]);
    cluster.time.run(5);
    expect(caller.statuses()).toEqual([483]);
  });
});
