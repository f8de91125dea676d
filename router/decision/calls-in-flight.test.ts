import { describe, expect, it } from 'vitest';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { orderedCluster, told } from '../simulated/ordered-cluster.ts';
import { SimulatedCluster, type SiteName } from '../simulated/simulated-cluster.ts';

const ordered = () => orderedCluster(systemHash);

describe('many calls', () => {
  it('spread over equal sites, also within one state interval', () => {
    const cluster = new SimulatedCluster(5, systemHash);
    const router = cluster.addRouter('beijing');
    cluster.settle();
    for (let i = 0; i < 10; i++) cluster.caller(router).start();
    cluster.time.run(5);
    const shares = (Object.keys(cluster.edges) as SiteName[]).map(
      (site) => cluster.edges[site].methods().filter((method) => method === 'INVITE').length,
    );
    expect(shares.toSorted()).toEqual([3, 3, 4]);
  });

  it('are counted in flight until their site lists them', () => {
    const { cluster, router } = ordered();
    cluster.caller(router).start();
    cluster.time.run(20);
    const { decisionId } = told(router, 'CallDecided')[0]!;
    expect(router.router.view.inFlight.count('beijing', 'sales')).toBe(1);
    cluster.sites.beijing.change('sales', { ready: 9, inIvr: 1 }, [decisionId]);
    cluster.time.run(5);
    expect(router.router.view.inFlight.count('beijing', 'sales')).toBe(0);
  });

  it('count at their first site until they arrive at their second', () => {
    const { cluster, router, beijing } = ordered();
    beijing.script = [];
    cluster.caller(router).start();
    cluster.time.run(600);
    const inFlight = router.router.view.inFlight;
    expect([inFlight.count('beijing', 'sales'), inFlight.count('shanghai', 'sales')]).toEqual([1, 1]);
    cluster.sites.shanghai.change('sales', { queued: 1 }, [told(router, 'CallDecided')[0]!.decisionId]);
    cluster.time.run(5);
    expect([inFlight.count('beijing', 'sales'), inFlight.count('shanghai', 'sales')]).toEqual([0, 0]);
  });

  it('count no more once their token has expired or their caller has gone', () => {
    const { cluster, router, beijing } = ordered();
    cluster.caller(router).start();
    cluster.time.run(9_900);
    expect(router.router.view.known('sales')[0]!.inFlight).toBe(1);
    cluster.time.run(200);
    expect(router.router.view.known('sales')[0]!.inFlight).toBe(0);
    beijing.script = [{ at: 0, status: 180 }];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(20);
    caller.cancel();
    cluster.time.run(20);
    expect(router.router.view.known('sales')[0]!.inFlight).toBe(0);
  });
});
