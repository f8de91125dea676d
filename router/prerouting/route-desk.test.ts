import { describe, expect, it } from 'vitest';
import type { Timers } from '../../kernel/ports/timers.ts';
import { verifyRouteToken } from '../../kernel/token/route-token.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import type { RouteRequest__Output } from '../../proto/generated/tandem/v1/RouteRequest.ts';
import { SimulatedCluster } from '../simulated/simulated-cluster.ts';
import { type RouteAnswer, RouteDesk } from './route-desk.ts';

function question(change: Partial<RouteRequest__Output> = {}): RouteRequest__Output {
  return {
    requestId: 'r-1',
    trunk: 'scp',
    ani: '13800138000',
    dnis: '4001',
    ced: '',
    deadlineMs: 0,
    askingSite: '',
    sipCallId: '',
    callId: '',
    ...change,
  };
}

function world(limits = {}) {
  const cluster = new SimulatedCluster(6, systemHash);
  const { router, facts } = cluster.addRouter('beijing', { limits });
  cluster.sites.beijing.change('sales', { ready: 0, busy: 20, queued: 2 });
  cluster.settle();
  const answers: RouteAnswer[] = [];
  const ask = (change: Partial<RouteRequest__Output> = {}) =>
    router.desk.ask(question(change), (answer) => answers.push(answer));
  return { cluster, router, facts, answers, ask };
}

function timersOf(cluster: SimulatedCluster): Timers {
  return { after: (ms, run) => cluster.time.after(ms, run), every: (ms, run) => cluster.time.every(ms, run) };
}

function reply(answer: RouteAnswer | undefined) {
  if (answer?.kind !== 'reply') throw new Error(`no reply but ${JSON.stringify(answer)}`);
  return answer.reply;
}

describe('a route request', () => {
  it('is answered with the sites in order, each with URI and token', () => {
    const { cluster, answers, ask, facts } = world();
    ask();
    cluster.time.run(1);
    const { targets, ...rest } = reply(answers[0]);
    expect(rest).toMatchObject({ requestId: 'r-1', callType: 'sales', queue: 'sales', isDefault: false });
    expect(targets!.map((target) => target.site).at(-1)).toBe('beijing');
    for (const { site, uri, token } of targets!) {
      expect(uri).toContain(`;tandem-token=${token}`);
      expect(uri).toMatch(/^sip:4001@127\.0\.\d\.1:5080;/);
      const expected = { site: site!, nowMs: cluster.time.wallMs(), skewMs: 0 };
      expect(verifyRouteToken(token!, expected, cluster.tokenKey, systemHash).valid).toBe(true);
    }
    expect(facts[0]).toMatchObject({ kind: 'CallDecided', mode: 'label', trunk: 'scp' });
  });

  it('of a site keeps the name that the site gave the call, whichever router is asked', () => {
    const { cluster, router, answers, ask, facts } = world();
    ask({ askingSite: 'beijing', callId: 'call-beijing.node-7-1', sipCallId: 'sip-1' });
    ask({ callId: 'call-of-a-stranger' });
    router.desk.ask(question({ askingSite: 'beijing', callId: 'x'.repeat(300) }), (a) => answers.push(a));
    cluster.time.run(1);
    expect(facts[0]).toMatchObject({
      kind: 'CallDecided',
      callId: 'call-beijing.node-7-1',
      sipCallId: 'sip-1',
    });
    const [refused, named, stranger] = answers;
    expect(refused).toMatchObject({ kind: 'refused', cause: 'malformed' });
    expect(reply(named).callId).toBe('call-beijing.node-7-1');
    expect(reply(stranger).callId).not.toBe('call-of-a-stranger');
  });

  it('that waited past its deadline gets the default route, with the cause', () => {
    const { cluster, router, facts } = world();
    const busy = {
      ...timersOf(cluster),
      after: (ms: number, run: () => void) => cluster.time.after(ms + 200, run),
    };
    const desk = new RouteDesk({
      decider: router.decider,
      clock: cluster.time,
      timers: busy,
      deadlineMs: 300,
      waitingMax: 10,
    });
    const answers: RouteAnswer[] = [];
    desk.ask(question({ deadlineMs: 150 }), (answer) => answers.push(answer));
    desk.ask(question(), (answer) => answers.push(answer));
    cluster.time.run(201);
    expect(answers.map((answer) => reply(answer).isDefault)).toEqual([true, false]);
    expect(reply(answers[0]).targets!.map((target) => target.site)).toEqual([
      'beijing',
      'shanghai',
      'guangzhou',
    ]);
    expect(facts[0]).toMatchObject({
      isDefault: true,
      reason: 'Default route, starting with beijing: no decision was made by the deadline.',
    });
  });

  it('is refused at once when the line is full', () => {
    const { cluster, answers, ask } = world({ routeRequestsMax: 5 });
    for (let i = 0; i < 8; i++) ask({ requestId: `r-${i}` });
    expect(answers.map((answer) => answer.kind)).toEqual(['refused', 'refused', 'refused']);
    cluster.time.run(1);
    expect(answers.filter((answer) => answer.kind === 'reply')).toHaveLength(5);
  });

  it('is refused when it is no request', () => {
    const { answers, ask } = world();
    ask({ dnis: '4'.repeat(10_000) });
    expect(answers[0]).toMatchObject({ kind: 'refused', cause: 'malformed' });
  });

  it('among a thousand is answered within some turns, all of them', () => {
    const { cluster, answers, ask } = world();
    for (let i = 0; i < 1000; i++) ask({ requestId: `r-${i}` });
    cluster.time.run(1);
    expect(new Set(answers.map((answer) => reply(answer).requestId)).size).toBe(1000);
  });
});
