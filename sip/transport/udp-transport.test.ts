import { describe, expect, it } from 'vitest';
import type { Address } from '../../kernel/ports/datagram.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { SipHeaders } from '../message/headers.ts';
import { SipRequest as Request, type SipRequest } from '../message/message.ts';
import { datagramBytes_max, UdpTransport } from './udp-transport.ts';

const options =
  'OPTIONS sip:b@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKt\r\nFrom: <sip:a@10.0.0.9>;tag=a\r\n' +
  'To: <sip:b@10.0.0.1>\r\nCall-ID: t\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';

function bench() {
  const time = new SimulatedTime();
  const network = new SimulatedNetwork(time, new SimulatedRandom(1));
  const transport = new UdpTransport(network.bind({ host: '10.0.0.1', port: 5060 }));
  const taken: SipRequest[] = [];
  transport.onRequest((request) => taken.push(request));
  const answers: string[] = [];
  const socket = network.bind({ host: '10.0.0.9', port: 5060 });
  socket.onDatagram((payload) => answers.push(Buffer.from(payload).toString()));
  const hear = (text: string) => {
    socket.send(Buffer.from(text), { host: '10.0.0.1', port: 5060 });
    time.run(1);
  };
  return { transport, taken, answers, hear, network };
}

describe('SIP over UDP', () => {
  it('hands a sound request on, and answers none itself', () => {
    const { hear, taken, answers, transport } = bench();
    hear(options);
    expect(taken.map(({ method }) => method)).toEqual(['OPTIONS']);
    expect(answers).toEqual([]);
    expect(transport.counters).toMatchObject({ received: 1, requests: 1, faultsAnswered: 0 });
  });

  it('answers a bad request with its fault in words, the same each time, and counts it by kind', () => {
    const { hear, taken, answers, transport } = bench();
    const bad = options.replace('CSeq: 1', 'CSeq: 99999999999');
    hear(bad);
    hear(bad);
    expect(taken).toEqual([]);
    expect(answers.length).toBe(2);
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatch(
      /^SIP\/2.0 400 Bad Request - CSeq is 2\^31 or more.\r\nVia: SIP\/2.0\/UDP 10.0.0.9:5060;branch=z9hG4bKt\r\n/,
    );
    expect(answers[0]).toMatch(/\r\nTo: <sip:b@10.0.0.1>;tag=[0-9a-f]{16}\r\n/);
    expect(transport.counters.faults['out-of-range']).toBe(2);
    expect(transport.counters.faultsAnswered).toBe(2);
  });

  it('a bad request is never answered to somebody else than who sent it', () => {
    const { hear, network } = bench();
    hear(
      options
        .replace('10.0.0.9:5060;', '10.0.0.66:5060;received=10.0.0.66;')
        .replace('OPTIONS sip', 'OPTIONS  sip'),
    );
    expect(network.sent.at(-1)!.to.host).toBe('10.0.0.9');
  });

  it('keep-alives and noise are counted and left alone', () => {
    const { hear, answers, transport } = bench();
    hear('\r\n\r\n');
    hear('');
    hear('\0\0\0\0');
    expect(answers).toEqual([]);
    expect(transport.counters.faults).toMatchObject({ empty: 2, 'not-sip': 1 });
  });

  it('does not try to send what no datagram can hold', () => {
    const { transport, network } = bench();
    const to: Address = { host: '10.0.0.9', port: 5060 };
    transport.send(new Request('MESSAGE', 'sip:a@b', new SipHeaders(), 'x'.repeat(datagramBytes_max)), to);
    expect(network.sent.length).toBe(0);
    expect(transport.counters.tooLongToSend).toBe(1);
  });
});
