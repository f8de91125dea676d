/** Ten thousand damaged datagrams at the router while calls go on. */
import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../kernel/simulated/random.ts';
import { systemHash } from '../platform/hash/system-hash.ts';
import { SimulatedCluster } from './simulated/simulated-cluster.ts';

const attacker = { host: '127.0.0.66', port: 5060 };

function messages(number: number): string[] {
  const headers = (method: string, tag = '') =>
    `Via: SIP/2.0/UDP 127.0.0.66:5060;branch=z9hG4bK-${method}-${number};rport\r\n` +
    `From: "A" <sip:1@a>;tag=${number}\r\nTo: <sip:4001@b>${tag}\r\nCall-ID: bad-${number}\r\n` +
    `CSeq: 1 ${method}\r\nMax-Forwards: 70\r\nContact: <sip:1@127.0.0.66>\r\nContent-Length: 0\r\n\r\n`;
  const own = 'Via: SIP/2.0/UDP 127.0.1.1:5060;branch=z9hG4bK-s-00\r\n';
  return [
    `INVITE sip:4001@127.0.1.1 SIP/2.0\r\n${headers('INVITE')}`,
    `CANCEL sip:4001@127.0.1.1 SIP/2.0\r\n${headers('CANCEL')}`,
    `ACK sip:4001@127.0.2.1:5080 SIP/2.0\r\n${headers('ACK', ';tag=x')}`,
    `BYE sip:4001@127.0.2.1:5080 SIP/2.0\r\n${headers('BYE', ';tag=x')}`,
    `OPTIONS sip:127.0.1.1 SIP/2.0\r\n${headers('OPTIONS')}`,
    `SIP/2.0 200 OK\r\n${own}${headers('INVITE', ';tag=x')}`,
    `SIP/2.0 180 Ringing\r\n${own}${headers('INVITE', ';tag=x')}`,
  ];
}

const oddities = [
  '\0',
  '\r\n\r\n',
  '99999999999',
  '%',
  '<<',
  '"',
  ',,',
  ';lr;lr',
  '\u{1F4A3}',
  '🦀',
  'sip:',
  ' ',
  '\t\r\n ',
];

/** One to four damages: a byte changed, a piece lost, doubled or foreign, a line gone, the end cut off. */
function damage(text: string, random: SimulatedRandom): Uint8Array {
  let bytes = new TextEncoder().encode(text);
  const at = () => Math.floor(random.unit() * bytes.length);
  const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  for (let times = 1 + Math.floor(random.unit() * 4); times > 0; times--) {
    const from = at();
    const to = Math.min(bytes.length, from + 1 + Math.floor(random.unit() * 20));
    const head = bytes.slice(0, from);
    switch (Math.floor(random.unit() * 5)) {
      case 0:
        bytes = join(head, random.bytes(1), bytes.slice(from + 1));
        break;
      case 1:
        bytes = join(head, bytes.slice(to));
        break;
      case 2:
        bytes = join(bytes.slice(0, to), bytes.slice(from));
        break;
      case 3: {
        const odd = oddities[Math.floor(random.unit() * oddities.length)]!;
        bytes = join(head, new TextEncoder().encode(odd), bytes.slice(from));
        break;
      }
      default:
        bytes = random.unit() < 0.2 ? head : join(head, random.bytes(4), bytes.slice(from));
    }
  }
  return bytes;
}

describe('damaged datagrams', () => {
  it('are answered or dropped, end no call, leave nothing behind, and go nowhere they should not', () => {
    const cluster = new SimulatedCluster(13, systemHash);
    const simulated = cluster.addRouter('beijing');
    cluster.settle();
    const random = new SimulatedRandom(99);
    const callers = [];
    for (let number = 0; number < 10_000; number++) {
      const all = messages(number);
      const text = all[Math.floor(random.unit() * all.length)]!;
      cluster.network.carry(attacker, simulated.address, damage(text, random));
      if (number % 50 === 0) {
        const caller = cluster.caller(simulated);
        caller.start();
        callers.push(caller);
      }
      cluster.time.run(1);
    }
    cluster.time.run(200);
    expect(callers.map((caller) => caller.final())).toEqual(callers.map(() => 200));

    const { router } = simulated;
    const { counters } = router.transport;
    const faults = Object.values(counters.faults).reduce((sum, count) => sum + count, 0);
    expect(faults).toBeGreaterThan(1_000);
    expect(counters.received).toBeGreaterThan(10_000);

    const mayBeSentTo = new Set(['127.0.0.66', '127.0.0.1', '127.0.1.1', '127.0.2.1', '127.0.3.1']);
    const sentTo = cluster.network.sent.filter(({ from }) => from.port === 5060 && from.host === '127.0.1.1');
    for (const { to } of sentTo) expect(mayBeSentTo).toContain(to.host);

    cluster.time.run(4 * 60_000);
    expect(router.proxy.openCalls).toBe(0);
    expect([router.transactions.clientCount, router.transactions.serverCount]).toEqual([0, 0]);
    router.view.known('sales');
    expect(router.view.inFlight.size).toBe(0);
  });
});
