import { describe, expect, it } from 'vitest';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { orderedCluster } from '../simulated/ordered-cluster.ts';
import { SimulatedCluster } from '../simulated/simulated-cluster.ts';

const ordered = () => orderedCluster(systemHash);

describe('requests inside a dialog that come to the router', () => {
  function established() {
    const world = ordered();
    const caller = world.cluster.caller(world.router);
    caller.start();
    world.cluster.time.run(50);
    return { ...world, caller };
  }

  it('ACK and BYE reach the site that answered, and its response comes back', () => {
    const { cluster, caller, beijing } = established();
    caller.inDialog('ACK', 'ack');
    caller.inDialog('BYE', 'bye');
    cluster.time.run(50);
    expect(beijing.methods()).toEqual(['INVITE', 'ACK', 'BYE']);
    expect(beijing.last('BYE').headers.count('via')).toBe(2);
    expect(caller.statuses('BYE')).toEqual([200]);
    expect(caller.responses.at(-1)!.headers.count('via')).toBe(1);
  });

  it('a repeated BYE keeps its branch, so that the site knows it for a repeat', () => {
    const { cluster, caller, beijing } = established();
    caller.inDialog('BYE', 'bye');
    caller.inDialog('BYE', 'bye');
    cluster.time.run(50);
    expect(beijing.methods()).toEqual(['INVITE', 'BYE']);
  });

  it('go by the Request-URI when it names an edge of ours', () => {
    const { cluster, caller, shanghai } = established();
    caller.inDialog('BYE', 'bye', 'sip:127.0.2.1:5080');
    cluster.time.run(50);
    expect(shanghai.methods()).toEqual(['BYE']);
  });

  it('never leave for anywhere else: no relay for strangers', () => {
    const { cluster, router } = ordered();
    const stranger = cluster.caller(router);
    const sentBefore = cluster.network.sent.length;
    stranger.inDialog('BYE', 'bye', 'sip:victim@10.1.2.3:5060');
    stranger.inDialog('ACK', 'ack', 'sip:victim@10.1.2.3:5060');
    cluster.time.run(50);
    expect(stranger.statuses('BYE')).toEqual([481]);
    const sent = cluster.network.sent.slice(sentBefore).filter(({ from }) => from.port === 5060);
    expect(sent.map(({ to }) => to.host)).toEqual(['127.0.0.1']);
  });

  it('a response that belongs to no request of ours goes nowhere', () => {
    const { cluster, router, caller, beijing } = established();
    const forged = caller.responses.at(-1)!.copy();
    forged.headers.set('cseq', '2 BYE');
    forged.headers.prepend('Via', 'SIP/2.0/UDP 127.0.1.1:5060;branch=z9hG4bK-s-000000000000000000000000');
    const text = `SIP/2.0 200 OK\r\n${forged.headers.write()}Content-Length: 0\r\n\r\n`;
    const before = caller.responses.length;
    cluster.network.carry(beijing.address, router.address, new TextEncoder().encode(text));
    cluster.time.run(50);
    expect(caller.responses.length).toBe(before);
  });

  it('are forgotten after their time', () => {
    const cluster = new SimulatedCluster(1, systemHash);
    const router = cluster.addRouter('beijing', { limits: { dialogLivesMs: 60_000 } });
    cluster.settle();
    const caller = cluster.caller(router);
    caller.start();
    cluster.time.run(50_000);
    caller.inDialog('INFO', 'info');
    cluster.time.run(50_000);
    caller.inDialog('OPTIONS', 'options');
    cluster.time.run(61_000);
    caller.inDialog('BYE', 'bye');
    cluster.time.run(50);
    expect([caller.statuses('INFO'), caller.statuses('OPTIONS'), caller.statuses('BYE')]).toEqual([
      [200],
      [200],
      [481],
    ]);
  });

  it('are remembered up to a limit, the latest used', () => {
    const cluster = new SimulatedCluster(1, systemHash);
    const router = cluster.addRouter('beijing', { limits: { dialogsMax: 2 } });
    cluster.settle();
    const callers = [1, 2, 3].map(() => cluster.caller(router));
    for (const caller of callers) caller.start();
    cluster.time.run(50);
    for (const caller of callers) caller.inDialog('BYE', 'bye');
    cluster.time.run(50);
    expect(callers.map((caller) => caller.statuses('BYE'))).toEqual([[481], [200], [200]]);
    expect(router.router.dialogs.evicted).toBe(1);
  });
});
