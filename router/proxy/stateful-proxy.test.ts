import { describe, expect, it } from 'vitest';
import { verifyRouteToken } from '../../kernel/token/route-token.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { orderedCluster, told } from '../simulated/ordered-cluster.ts';
import type { SimulatedRouter } from '../simulated/simulated-cluster.ts';

const ordered = () => orderedCluster(systemHash);

function kinds(router: SimulatedRouter): string[] {
  return router.facts.map((fact) => fact.kind);
}

describe('an INVITE through the router', () => {
  it('gets 100 at once, and the answer of the best site', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(1);
    expect(caller.statuses()).toEqual([100]);
    cluster.time.run(50);
    expect(caller.statuses()).toEqual([100, 200]);
    expect(caller.responses.at(-1)!.headers.count('via')).toBe(1);
    expect(caller.responses.at(-1)!.headers.has('record-route')).toBe(false);
    expect(beijing.methods()).toEqual(['INVITE']);
    expect(shanghai.methods()).toEqual([]);
    expect(kinds(router)).toEqual(['CallDecided', 'DecisionEnded']);
    expect(told(router, 'DecisionEnded')[0]).toMatchObject({ outcome: 'delivered', deliveredTo: 'beijing' });
  });

  it('carries a route token that its site verifies, and no other', () => {
    const { cluster, router, beijing } = ordered();
    cluster.caller(router).start('INVITE', [['Route', '<sip:elsewhere.example;lr>']]);
    cluster.time.run(50);
    const invite = beijing.last('INVITE');
    const routes = invite.headers.all('route');
    expect(routes).toHaveLength(1);
    const token = /^<sip:127\.0\.1\.1:5080;lr;tandem-token=([^;>]+)>$/.exec(routes[0]!)![1]!;
    const at = (site: string, nowMs = cluster.time.wallMs(), key = cluster.tokenKey) =>
      verifyRouteToken(token, { site, nowMs, skewMs: 250 }, key, systemHash);
    const decided = told(router, 'CallDecided')[0]!;
    expect(at('beijing')).toMatchObject({
      valid: true,
      token: { callId: decided.callId, decisionId: decided.decisionId, callType: 'sales', queue: 'sales' },
    });
    expect(at('shanghai')).toEqual({ valid: false, fault: 'other-site' });
    expect(at('beijing', cluster.time.wallMs() + 10_300)).toEqual({ valid: false, fault: 'expired' });
    expect(at('beijing', cluster.time.wallMs(), new Uint8Array(32))).toEqual({
      valid: false,
      fault: 'bad-signature',
    });
    expect(invite.headers.get('max-forwards')).toBe('69');
  });

  it('tells the whole decision: every site, its age, and why each loser lost', () => {
    const { cluster, router } = ordered();
    cluster.caller(router).start();
    cluster.time.run(50);
    const decided = told(router, 'CallDecided')[0]!;
    expect(decided).toMatchObject({
      router: 'beijing.router',
      trunk: 'carrier',
      ani: '13800138000',
      dnis: '4001',
      callType: 'sales',
      mode: 'proxy',
      sites: ['beijing', 'shanghai', 'guangzhou'],
      isDefault: false,
    });
    expect(decided.candidates.map((candidate) => candidate.lostBecause === '')).toEqual([true, false, false]);
    for (const candidate of decided.candidates) expect(candidate.ageMs).toBeLessThan(1001);
  });

  it('goes to the next site after 500 ms of silence, and not before', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(499);
    expect(shanghai.methods()).toEqual([]);
    cluster.time.run(20);
    expect(caller.final()).toBe(200);
    expect(told(router, 'CallPassedOver')[0]).toMatchObject({
      passedSite: 'beijing',
      cause: 'silent',
      status: 0,
      afterMs: 500,
    });
    expect(told(router, 'DecisionEnded')[0]).toMatchObject({ deliveredTo: 'shanghai' });
    expect(beijing.methods()).not.toContain('CANCEL');
  });

  it('stays with a site that says 100 in time, however long it then rings', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [
      { at: 490, status: 100 },
      { at: 5_000, status: 180 },
      { at: 9_000, status: 200 },
    ];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(10_000);
    expect(caller.statuses()).toEqual([100, 180, 200]);
    expect(shanghai.methods()).toEqual([]);
  });

  it('acknowledges and ends the late answer of a site that was passed over, unseen by the caller', () => {
    const { cluster, router, beijing } = ordered();
    beijing.script = [{ at: 700, status: 200 }];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(2_000);
    expect(caller.statuses()).toEqual([100, 200]);
    expect(caller.responses.at(-1)!.headers.get('to')).toContain('shanghai-tag');
    expect(beijing.methods()).toEqual(['INVITE', 'ACK', 'BYE']);
    expect(beijing.last('BYE').headers.get('cseq')).toBe('2 BYE');
    expect(beijing.last('BYE').headers.get('to')).toContain('tag=beijing-tag');
    expect(beijing.last('BYE').uri).toBe('sip:127.0.1.1:5080');
    expect(told(router, 'DecisionEnded')).toHaveLength(1);
  });

  it('cancels a site that was passed over as soon as it says 100', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [{ at: 600, status: 100 }];
    shanghai.script = [
      { at: 0, status: 100 },
      { at: 3_000, status: 200 },
    ];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(4_000);
    expect(beijing.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    expect(caller.statuses()).toEqual([100, 200]);
  });

  it('uses the late answer of the first site while the second has not answered, and cancels the second', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [{ at: 800, status: 200 }];
    shanghai.script = [{ at: 0, status: 100 }];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(2_000);
    expect(caller.responses.at(-1)!.headers.get('to')).toContain('beijing-tag');
    expect(shanghai.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    expect(told(router, 'DecisionEnded')[0]).toMatchObject({ deliveredTo: 'beijing' });
  });

  it('goes to the next site at once when one refuses, and passes on what the called side says', () => {
    const { cluster, router, beijing, shanghai, guangzhou } = ordered();
    beijing.script = [{ at: 1, status: 503 }];
    shanghai.script = [{ at: 1, status: 486 }];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(50);
    expect(caller.statuses()).toEqual([100, 486]);
    expect(guangzhou.methods()).toEqual([]);
    expect(beijing.methods()).toEqual(['INVITE', 'ACK']);
    expect(told(router, 'CallPassedOver')[0]).toMatchObject({ cause: 'refused', status: 503 });
    expect(told(router, 'DecisionEnded')[0]).toMatchObject({ outcome: 'failed', status: 486 });
  });

  it('goes to the next site at once when nobody listens at one', () => {
    const { cluster, router, beijing } = ordered();
    router.setUnreachable(beijing.address);
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(50);
    expect(caller.final()).toBe(200);
    expect(told(router, 'CallPassedOver')[0]).toMatchObject({ cause: 'unreachable', passedSite: 'beijing' });
  });

  it('is answered 503 with Retry-After when every site is silent, never left alone', () => {
    const { cluster, router, beijing, shanghai, guangzhou } = ordered();
    for (const edge of [beijing, shanghai, guangzhou]) edge.script = [];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(1_550);
    expect(caller.final()).toBe(503);
    expect(caller.responses.at(-1)!.headers.get('retry-after')).toBe('2');
    expect(told(router, 'DecisionEnded')[0]).toMatchObject({ outcome: 'failed', status: 503 });
    cluster.time.run(60_000);
    expect(router.router.proxy.openCalls).toBe(0);
    expect(router.router.transactions.clientCount).toBe(0);
    expect(router.router.transactions.serverCount).toBe(0);
  });

  it('takes the default route, and says why, when no site can be heard', () => {
    const { cluster, router } = ordered();
    for (const links of Object.values(router.links)) links.fate = () => undefined;
    cluster.time.run(700);
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(299);
    expect(caller.statuses()).toEqual([100]);
    cluster.time.run(20);
    expect(caller.final()).toBe(200);
    expect(told(router, 'CallDecided')[0]).toMatchObject({
      isDefault: true,
      sites: ['beijing', 'shanghai', 'guangzhou'],
    });
    expect(told(router, 'CallDecided')[0]!.candidates[0]!.lostBecause).toBe('');
    expect(router.warnings).toEqual([
      {
        count: 1,
        cause: 'no-usable-site',
        reason: 'Default route, starting with beijing: no site can be reached and takes sales calls.',
      },
    ]);
  });

  it('takes the default route at once when every link is down', () => {
    const { cluster, router } = ordered();
    for (const links of Object.values(router.links)) links.cut('all gone');
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(20);
    expect(caller.final()).toBe(200);
    expect(told(router, 'CallDecided')[0]).toMatchObject({ isDefault: true });
  });

  it('is decided on what is known once the echo is back, when everything stood still for a moment', () => {
    const { cluster, router } = ordered();
    for (const links of Object.values(router.links)) links.fate = () => undefined;
    cluster.time.run(700);
    for (const links of Object.values(router.links)) links.fate = () => 0.5;
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(250);
    expect(caller.final()).toBe(200);
    expect(told(router, 'CallDecided')[0]).toMatchObject({ isDefault: false });
  });

  it('is not sent to a site whose link broke a moment ago', () => {
    const { cluster, router, beijing } = ordered();
    router.links.beijing.cut('killed');
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(50);
    expect(caller.final()).toBe(200);
    expect(beijing.methods()).toEqual([]);
  });

  it('is not sent to a site that drains', () => {
    const { cluster, router, beijing } = ordered();
    cluster.sites.beijing.accepting = false;
    cluster.sites.beijing.publish(false);
    cluster.time.run(5);
    cluster.caller(router).start();
    cluster.time.run(50);
    expect(beijing.methods()).toEqual([]);
  });

  it('is decided once, however often it is repeated', () => {
    const { cluster, router, beijing } = ordered();
    beijing.script = [{ at: 3_000, status: 100 }];
    const caller = cluster.caller(router);
    for (let i = 0; i < 5; i++) caller.start();
    cluster.time.run(20);
    expect(told(router, 'CallDecided')).toHaveLength(1);
  });
});

describe('a caller who cancels', () => {
  const cancelled = (router: SimulatedRouter) =>
    expect(told(router, 'DecisionEnded')).toMatchObject([{ outcome: 'cancelled', status: 487 }]);

  it('before any word from the site gets 487 at once, and the site is cancelled when it is heard of', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [{ at: 300, status: 100 }];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(100);
    caller.cancel();
    cluster.time.run(10);
    expect(caller.statuses()).toEqual([100, 487]);
    expect(caller.statuses('CANCEL')).toEqual([200]);
    cluster.time.run(1_000);
    expect(beijing.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    expect(shanghai.methods()).toEqual([]);
    cancelled(router);
  });

  it('before any site is usable gets 487, and no site hears of it', () => {
    const { cluster, router, beijing } = ordered();
    for (const links of Object.values(router.links)) links.fate = () => undefined;
    cluster.time.run(700);
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(100);
    caller.cancel();
    cluster.time.run(500);
    expect(caller.statuses()).toEqual([100, 487]);
    expect(beijing.methods()).toEqual([]);
    expect(router.router.proxy.openCalls).toBe(0);
  });

  it('while the phone rings gets the 487 of the site', () => {
    const { cluster, router, beijing } = ordered();
    beijing.script = [
      { at: 0, status: 100 },
      { at: 10, status: 180 },
    ];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(100);
    caller.cancel();
    cluster.time.run(100);
    expect(caller.statuses()).toEqual([100, 180, 487]);
    expect(beijing.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    cancelled(router);
  });

  it('after one site was passed over leaves no site ringing', () => {
    const { cluster, router, beijing, shanghai } = ordered();
    beijing.script = [{ at: 900, status: 100 }];
    shanghai.script = [
      { at: 0, status: 100 },
      { at: 10, status: 180 },
    ];
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(700);
    caller.cancel();
    cluster.time.run(1_000);
    expect(caller.final()).toBe(487);
    expect(beijing.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    expect(shanghai.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']);
    cancelled(router);
  });

  it('after the answer has no effect', () => {
    const { cluster, router, beijing } = ordered();
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(100);
    caller.cancel();
    cluster.time.run(100);
    expect(caller.statuses()).toEqual([100, 200]);
    expect(beijing.methods()).toEqual(['INVITE']);
  });
});
