import { describe, expect, it } from 'vitest';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { SimulatedCluster } from '../simulated/simulated-cluster.ts';

function world() {
  const cluster = new SimulatedCluster(2, systemHash);
  const router = cluster.addRouter('beijing');
  cluster.settle();
  const usable = () => router.router.view.known('sales').map((known) => known.usable);
  return { cluster, router, usable };
}

describe('the links of a router', () => {
  it('make a site usable when its echo and its state have come', () => {
    const cluster = new SimulatedCluster(2, systemHash);
    const { router } = cluster.addRouter('beijing');
    expect(router.view.usableSites()).toBe(0);
    cluster.time.run(250);
    expect(router.view.usableSites()).toBe(3);
  });

  it('stay usable while our echo is at most 500 ms old, and no longer, when one direction is silent', () => {
    for (const silent of ['a', 'b'] as const) {
      const { cluster, router, usable } = world();
      router.links.shanghai.fate = (from) => (from === silent ? undefined : 0.5);
      cluster.time.run(395);
      expect(usable()).toEqual([true, true, true]);
      cluster.time.run(310);
      expect(usable()).toEqual([true, false, true]);
    }
  });

  it('are believed again when the echo comes back', () => {
    const { cluster, router, usable } = world();
    router.links.shanghai.cut('cable');
    expect(usable()).toEqual([true, false, true]);
    router.links.shanghai.open();
    cluster.time.run(250);
    expect(usable()).toEqual([true, true, true]);
  });

  it('let a site speak for itself alone', () => {
    const { cluster, router } = world();
    router.links.beijing.b.send({
      body: 'siteState',
      siteState: {
        site: 'shanghai',
        incarnation: { grant: 9, boot: 9 },
        number: 99,
        whole: true,
        accepting: false,
        queues: [],
        arrived: [],
      },
    });
    cluster.time.run(5);
    expect(router.router.view.stateOf('shanghai')!.accepting).toBe(true);
  });

  it('drop what an earlier life of a site still says', () => {
    const { cluster, router } = world();
    const { beijing } = cluster.sites;
    beijing.incarnation = { grant: 1, boot: 2 };
    beijing.publish(true);
    cluster.time.run(5);
    beijing.incarnation = { grant: 1, boot: 1 };
    beijing.change('sales', { ready: 0 });
    cluster.time.run(5);
    expect(router.router.view.stateOf('beijing')!.queue('sales')!.ready).toBe(10);
    expect(router.router.view.stateOf('beijing')!.olderDropped).toBe(1);
  });

  it('outlive any nonsense that a peer may send', () => {
    const { cluster, router, usable } = world();
    const { b } = router.links.beijing;
    b.send({});
    b.send({ body: 'heartbeat', heartbeat: { incarnation: null, sentUs: 1, echoUs: 1 } });
    const incarnation = { grant: 1, boot: 1 };
    b.send({ body: 'heartbeat', heartbeat: { incarnation, sentUs: Number.NaN, echoUs: Number.MAX_VALUE } });
    b.send({ body: 'decisionOver', decisionOver: { decisionId: 'x' } });
    cluster.time.run(5);
    expect(usable()).toEqual([true, true, true]);
  });
});

describe('routers that tell each other their decisions', () => {
  it('count what the other has sent, so that they do not herd', () => {
    const cluster = new SimulatedCluster(4, systemHash);
    const one = cluster.addRouter('beijing');
    const two = cluster.addRouter('shanghai');
    cluster.join(one, two);
    cluster.settle();
    for (let i = 0; i < 30; i++) {
      cluster.caller(i % 2 === 0 ? one : two).start();
      cluster.time.run(1);
    }
    const invites = Object.values(cluster.edges).map(
      (edge) => edge.methods().filter((method) => method === 'INVITE').length,
    );
    for (const count of invites) expect(Math.abs(count - 10)).toBeLessThanOrEqual(1);
    const seen = (router: typeof one) => router.router.view.known('sales').map((known) => known.inFlight);
    expect(seen(one)).toEqual(seen(two));
  });

  it('hear that a call is tried at its second site too', () => {
    const cluster = new SimulatedCluster(4, systemHash);
    const one = cluster.addRouter('beijing');
    const two = cluster.addRouter('shanghai');
    cluster.join(one, two);
    cluster.settle();
    for (const edge of Object.values(cluster.edges)) edge.script = [{ at: 600, status: 200 }];
    cluster.caller(one).start();
    cluster.time.run(550);
    const counted = two.router.view.known('sales').filter((known) => known.inFlight === 1);
    expect(counted).toHaveLength(2);
  });

  it('forget a decision that is over, and one whose notice comes after its arrival', () => {
    const cluster = new SimulatedCluster(4, systemHash);
    const one = cluster.addRouter('beijing');
    const two = cluster.addRouter('shanghai');
    cluster.join(one, two, 20);
    cluster.settle();
    cluster.edges.beijing.script = [{ at: 0, status: 404 }];
    cluster.edges.shanghai.script = [{ at: 0, status: 404 }];
    cluster.edges.guangzhou.script = [{ at: 0, status: 404 }];
    cluster.caller(one).start();
    cluster.time.run(100);
    expect(two.router.view.known('sales').map((known) => known.inFlight)).toEqual([0, 0, 0]);

    for (const edge of Object.values(cluster.edges)) edge.script = [{ at: 0, status: 200 }];
    cluster.caller(one).start();
    const decided = one.facts.findLast((fact) => fact.kind === 'CallDecided');
    cluster.time.run(1);
    const latest = one.facts.findLast((fact) => fact.kind === 'CallDecided')!;
    expect(latest).not.toBe(decided);
    cluster.sites.guangzhou.publish(false, [latest.decisionId]);
    cluster.time.run(50);
    expect(two.router.view.known('sales').map((known) => known.inFlight)).toEqual([0, 0, 0]);
  });
});
