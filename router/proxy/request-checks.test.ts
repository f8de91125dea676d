import { describe, expect, it } from 'vitest';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { bodyText } from '../../sip/message/message.ts';
import { orderedCluster } from '../simulated/ordered-cluster.ts';
import { SimulatedCluster } from '../simulated/simulated-cluster.ts';

const ordered = () => orderedCluster(systemHash);

describe('requests that a proxy refuses', () => {
  const answerTo = (method: string, headers: [string, string][], host?: string) => {
    const { cluster, router } = ordered();
    const caller = cluster.caller(router, '4001', host);
    caller.start(method, headers);
    cluster.time.run(50);
    return caller.responses.at(-1)!;
  };

  it('no hops left: 483', () => {
    expect(answerTo('INVITE', [['Max-Forwards', '0']]).status).toBe(483);
  });

  it('it passed here before: 482', () => {
    const { cluster, router } = ordered();
    const caller = cluster.caller(router);
    caller.start('INVITE', [['X-Before', 'x']]);
    cluster.time.run(1);
    const { beijing } = cluster.edges;
    const looped = beijing.last('INVITE').copy();
    looped.headers.removeFirst('route');
    looped.headers.prepend('Via', `SIP/2.0/UDP 127.0.0.1:${caller.address.port};branch=z9hG4bK-looped`);
    caller.send(looped);
    cluster.time.run(50);
    expect(caller.statuses()).toContain(482);
  });

  it('an extension that it must know and does not: 420', () => {
    const answer = answerTo('INVITE', [['Proxy-Require', 'teleport']]);
    expect([answer.status, answer.headers.get('unsupported')]).toEqual([420, 'teleport']);
  });

  it('from nobody it knows: 403', () => {
    expect(answerTo('INVITE', [], '10.9.9.9').status).toBe(403);
  });

  it('REGISTER: 403, other methods: 405 with what is allowed', () => {
    expect(answerTo('REGISTER', []).status).toBe(403);
    const answer = answerTo('MESSAGE', []);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'INVITE, ACK, CANCEL, BYE, OPTIONS']);
  });

  it('but OPTIONS is answered', () => {
    const answer = answerTo('OPTIONS', []);
    expect(answer.status).toBe(200);
    expect(bodyText(answer)).toBe('');
  });

  it('more calls than it may hold: 503 with Retry-After', () => {
    const cluster = new SimulatedCluster(1, systemHash);
    const router = cluster.addRouter('beijing', { limits: { openCallsMax: 3 } });
    cluster.settle();
    for (const edge of Object.values(cluster.edges)) edge.script = [{ at: 0, status: 180 }];
    const callers = Array.from({ length: 5 }, () => cluster.caller(router));
    for (const caller of callers) caller.start();
    cluster.time.run(50);
    expect(callers.map((caller) => caller.final())).toEqual([undefined, undefined, undefined, 503, 503]);
    expect(callers[4]!.responses.at(-1)!.headers.get('retry-after')).toBe('2');
    callers[0]!.cancel();
    cluster.time.run(50);
    const next = cluster.caller(router);
    next.start();
    cluster.time.run(50);
    expect(next.statuses()).toEqual([100, 180]);
  });
});
