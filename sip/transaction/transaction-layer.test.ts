import { describe, expect, it } from 'vitest';
import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { type SipRequest, type SipResponse, topVia } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { makeResponse } from '../message/response.ts';
import { UdpTransport } from '../transport/udp-transport.ts';
import type { ServerTransaction } from './transaction.ts';
import { TransactionLayer, type TransactionLayerOptions } from './transaction-layer.ts';

const peer: Address = { host: '10.0.0.9', port: 5060 };

/** One layer on a socket of which the test holds both ends. */
class Bench {
  readonly time = new SimulatedTime();
  readonly sent: { atMs: number; to: Address; text: string }[] = [];
  receive: (payload: Uint8Array, from: Address) => void = () => {};
  unreachable: (to: Address | undefined) => void = () => {};
  readonly layer: TransactionLayer;
  readonly served: ServerTransaction[] = [];

  constructor(options: Partial<TransactionLayerOptions> = {}) {
    const socket: DatagramSocket = {
      local: { host: '10.0.0.1', port: 5060 },
      send: (payload, to) => {
        this.sent.push({ atMs: this.time.monoMs(), to, text: Buffer.from(payload).toString() });
      },
      onDatagram: (receive) => {
        this.receive = receive;
      },
      onUnreachable: (report) => {
        this.unreachable = report;
      },
      close: async () => {},
    };
    this.layer = new TransactionLayer({
      transport: new UdpTransport(socket),
      timers: this.time,
      random: new SimulatedRandom(7),
      ...options,
    });
    this.layer.onRequest((transaction) => this.served.push(transaction));
  }

  hear(text: string, from = peer): void {
    this.receive(Buffer.from(text), from);
  }

  /** Sends a request of ours and keeps what comes of it. */
  ask(method: string) {
    const heard: (number | string)[] = [];
    const request = message(`${method} sip:b@10.0.0.9 SIP/2.0`, { via: '' }, false) as SipRequest;
    const transaction = this.layer.send(request, peer, {
      onResponse: ({ status }) => heard.push(status),
      onFailure: (cause) => heard.push(cause),
    });
    return { transaction, heard };
  }

  /** The peer answers what we sent last (or the transaction given). */
  answer(request: SipRequest, status: number): void {
    const response = makeResponse(request, status, { toTag: 'peer' });
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.hear(`SIP/2.0 ${status} x\r\n${lines}Content-Length: 0\r\n\r\n`);
  }

  sentLines(): string[] {
    return this.sent.map(
      ({ atMs, text }) => `${atMs} ${text.split('\r\n', 1)[0]!.replace(/ SIP\/2.0$/, '')}`,
    );
  }
}

interface Parts {
  via?: string;
  to?: string;
  from?: string;
  cseq?: string;
}

function text(start: string, parts: Parts = {}): string {
  const method = start.split(' ', 1)[0]!;
  const via = parts.via ?? 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKone';
  return [
    start,
    ...(via === '' ? [] : [`Via: ${via}`]),
    `From: ${parts.from ?? '<sip:a@10.0.0.9>;tag=a'}`,
    `To: ${parts.to ?? '<sip:b@10.0.0.1>'}`,
    'Call-ID: call',
    `CSeq: ${parts.cseq ?? '1'} ${method}`,
    'Content-Length: 0\r\n\r\n',
  ].join('\r\n');
}

function message(start: string, parts: Parts, hasVia = true): SipRequest | SipResponse {
  const parsed = parseMessage(
    Buffer.from(text(start, { ...parts, ...(hasVia ? {} : { via: 'SIP/2.0/UDP x' }) })),
  );
  if (parsed.kind === 'fault') throw new Error(parsed.detail);
  if (!hasVia) parsed.headers.remove('via');
  return parsed;
}

const sip = 'sip:b@10.0.0.1 SIP/2.0';

describe('client transactions', () => {
  it('an INVITE into silence goes out seven times in 32 s', () => {
    const bench = new Bench();
    const { heard } = bench.ask('INVITE');
    bench.time.run(32_000);
    expect(bench.sent.map(({ atMs }) => atMs)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(heard).toEqual(['timeout']);
    expect(bench.layer.clientCount).toBe(0);
    expect(bench.layer.counters.timeouts).toBe(1);
  });

  it('another request into silence goes out eleven times', () => {
    const bench = new Bench();
    const { heard } = bench.ask('OPTIONS');
    bench.time.run(32_000);
    expect(bench.sent.map(({ atMs }) => atMs)).toEqual([
      0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(heard).toEqual(['timeout']);
  });

  it('a refusal is acknowledged on the same branch, every time, and told once', () => {
    const bench = new Bench();
    const { transaction, heard } = bench.ask('INVITE');
    bench.answer(transaction.request, 486);
    bench.answer(transaction.request, 486);
    expect(heard).toEqual([486]);
    expect(bench.sentLines()).toEqual([
      '0 INVITE sip:b@10.0.0.9',
      '0 ACK sip:b@10.0.0.9',
      '0 ACK sip:b@10.0.0.9',
    ]);
    const ack = parseMessage(Buffer.from(bench.sent[1]!.text)) as SipRequest;
    expect(topVia(ack).branch).toBe(transaction.branch);
    expect(ack.headers.get('to')).toContain('tag=peer');
    expect(ack.headers.get('cseq')).toBe('1 ACK');
    bench.time.run(32_000);
    expect(bench.layer.clientCount).toBe(0);
  });

  it('a closed port fails those who wait for it, and nobody else', () => {
    const bench = new Bench();
    const { heard } = bench.ask('INVITE');
    bench.unreachable({ host: '10.0.0.8', port: 5060 });
    bench.unreachable(undefined);
    expect(heard).toEqual([]);
    bench.unreachable(peer);
    expect(heard).toEqual(['unreachable']);
    expect(bench.layer.clientCount).toBe(0);
  });

  it('CANCEL waits for a provisional response, and the INVITE fails 64 × T1 later if nothing comes', () => {
    const bench = new Bench();
    const { transaction, heard } = bench.ask('INVITE');
    transaction.cancel([['Reason', 'SIP;cause=200']]);
    expect(bench.sent.length).toBe(1);
    bench.answer(transaction.request, 180);
    expect(bench.sent[1]!.text).toMatch(
      /^CANCEL sip:b@10.0.0.9 SIP\/2.0\r\nVia: SIP\/2.0\/UDP 10.0.0.1:5060;branch=z9hG4bK/,
    );
    expect(bench.sent[1]!.text).toContain('Reason: SIP;cause=200');
    transaction.cancel();
    expect(bench.sent.length).toBe(2);
    bench.time.run(32_000);
    expect(heard).toEqual([180, 'timeout']);
  });

  it('a response with another number of Vias than its request is dropped (RFC 3261 §8.1.3.3)', () => {
    const bench = new Bench();
    const { transaction, heard } = bench.ask('OPTIONS');
    const doubled = transaction.request.copy();
    doubled.headers.prepend('Via', doubled.headers.get('via')!);
    bench.answer(doubled, 200);
    expect(heard).toEqual([]);
    expect(bench.layer.counters.misroutedResponses).toBe(1);
  });

  it('a response that matches nothing goes to whoever wants it', () => {
    const bench = new Bench();
    const strays: number[] = [];
    bench.layer.onStrayResponse(({ status }) => strays.push(status));
    bench.hear(
      text('SIP/2.0 200 OK', { via: 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKno' }).replace(
        '1 SIP/2.0',
        '1 BYE',
      ),
    );
    bench.hear(
      text('SIP/2.0 200 OK', { via: 'SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKno' }).replace(
        '1 SIP/2.0',
        '1 BYE',
      ),
    );
    expect(strays).toEqual([200]);
    expect(bench.layer.transport.counters.misdirectedResponses).toBe(1);
  });

  it('beyond the limit nothing is sent, and the failure comes a moment later', () => {
    const bench = new Bench({ transactions_max: 1 });
    bench.ask('OPTIONS');
    const { heard } = bench.ask('OPTIONS');
    expect(heard).toEqual([]);
    bench.time.run(0);
    expect(heard).toEqual(['overload']);
    expect(bench.sent.length).toBe(1);
    expect(bench.layer.counters.ownRefusedAtLimit).toBe(1);
  });
});

describe('server transactions', () => {
  it('a repeat is absorbed and gets the last answer again', () => {
    const bench = new Bench();
    bench.hear(text(`OPTIONS ${sip}`));
    bench.hear(text(`OPTIONS ${sip}`));
    expect(bench.served.length).toBe(1);
    expect(bench.sent.length).toBe(0);
    bench.served[0]!.respond(makeResponse(bench.served[0]!.request, 200, { toTag: 'b' }));
    bench.hear(text(`OPTIONS ${sip}`));
    expect(bench.sentLines()).toEqual(['0 SIP/2.0 200 OK', '0 SIP/2.0 200 OK']);
    bench.time.run(64_000);
    expect(bench.layer.serverCount).toBe(0);
  });

  it('a refusal is repeated until its ACK, which matches by branch', () => {
    const bench = new Bench();
    bench.hear(text(`INVITE ${sip}`));
    bench.served[0]!.respond(makeResponse(bench.served[0]!.request, 486, { toTag: 'b' }));
    bench.time.run(1600);
    expect(bench.sentLines()).toEqual([
      '0 SIP/2.0 486 Busy Here',
      '500 SIP/2.0 486 Busy Here',
      '1500 SIP/2.0 486 Busy Here',
    ]);
    bench.hear(text(`ACK ${sip}`, { to: '<sip:b@10.0.0.1>;tag=b' }));
    bench.time.run(20_000);
    expect(bench.sent.length).toBe(3);
    expect(bench.layer.serverCount).toBe(0);
  });

  it('without an ACK it says so after 32 s', () => {
    const bench = new Bench();
    bench.hear(text(`INVITE ${sip}`));
    let isTold = false;
    bench.served[0]!.handlers = { onAckTimeout: () => (isTold = true) };
    bench.served[0]!.respond(makeResponse(bench.served[0]!.request, 486, { toTag: 'b' }));
    bench.time.run(31_999);
    expect(isTold).toBe(false);
    bench.time.run(1);
    expect(isTold).toBe(true);
    expect(bench.layer.serverCount).toBe(0);
  });

  it('CANCEL is answered, told to the INVITE once, and one for nothing gets 481', () => {
    const bench = new Bench();
    bench.hear(text(`INVITE ${sip}`));
    const cancelled: string[] = [];
    bench.served[0]!.handlers = { onCancel: (cancel) => cancelled.push(cancel.method) };
    bench.hear(text(`CANCEL ${sip}`));
    bench.hear(text(`CANCEL ${sip}`));
    expect(cancelled).toEqual(['CANCEL']);
    bench.hear(text(`CANCEL ${sip}`, { via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKother' }));
    expect(bench.sentLines()).toEqual([
      '0 SIP/2.0 200 OK',
      '0 SIP/2.0 200 OK',
      '0 SIP/2.0 481 Call/Transaction Does Not Exist',
    ]);
  });

  it('without a usable branch the older rules match repeat, CANCEL and ACK', () => {
    const bench = new Bench();
    const via = 'SIP/2.0/UDP 10.0.0.9';
    bench.hear(text(`INVITE ${sip}`, { via }));
    bench.hear(text(`INVITE ${sip}`, { via }));
    bench.hear(text(`INVITE ${sip}`, { via, cseq: '2' }));
    expect(bench.served.length).toBe(2);
    let isCancelled = false;
    const [first] = bench.served;
    first!.handlers = { onCancel: () => (isCancelled = true) };
    bench.hear(text(`CANCEL ${sip}`, { via }));
    expect(isCancelled).toBe(true);
    first!.respond(makeResponse(first!.request, 487, { toTag: 'ours' }));
    bench.hear(text(`ACK ${sip}`, { via, to: '<sip:b@10.0.0.1>;tag=anothers' }));
    bench.time.run(600);
    const again = () => bench.sent.filter((sent) => sent.text.startsWith('SIP/2.0 487')).length;
    expect(again()).toBe(2);
    bench.hear(text(`ACK ${sip}`, { via, to: '<sip:b@10.0.0.1>;tag=ours' }));
    bench.time.run(20_000);
    expect(again()).toBe(2);
  });

  it('an ACK for a 2xx goes to the core, on its own branch or on the INVITE’s', () => {
    const bench = new Bench();
    let acks = 0;
    bench.layer.onAck(() => (acks += 1));
    bench.hear(text(`INVITE ${sip}`));
    bench.served[0]!.respond(makeResponse(bench.served[0]!.request, 200, { toTag: 'b' }));
    bench.hear(text(`ACK ${sip}`, { via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKtwo' }));
    bench.hear(text(`ACK ${sip}`));
    expect(acks).toBe(2);
  });

  it('answers go to where the request came from when rport asks for it, else to sent-by’s port', () => {
    const bench = new Bench();
    const from = { host: '10.0.0.77', port: 33_333 };
    bench.hear(text(`OPTIONS ${sip}`, { via: 'SIP/2.0/UDP 192.168.0.2:5070;branch=z9hG4bKn1;rport' }), from);
    bench.hear(text(`OPTIONS ${sip}`, { via: 'SIP/2.0/UDP 192.168.0.2:5070;branch=z9hG4bKn2' }), from);
    for (const { request, respond } of bench.served.map((served) => ({
      request: served.request,
      respond: served.respond.bind(served),
    }))) {
      respond(makeResponse(request, 200, { toTag: 'b' }));
    }
    expect(bench.sent.map(({ to }) => to)).toEqual([from, { host: '10.0.0.77', port: 5070 }]);
    expect(bench.sent[0]!.text).toContain('rport=33333;received=10.0.0.77');
  });

  it('beyond the limit a request gets 503, the same each time, and no transaction', () => {
    const bench = new Bench({ transactions_max: 1 });
    bench.hear(text(`OPTIONS ${sip}`));
    bench.hear(text(`OPTIONS ${sip}`, { via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKtwo' }));
    bench.hear(text(`OPTIONS ${sip}`, { via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKtwo' }));
    expect(bench.served.length).toBe(1);
    expect(bench.sent.length).toBe(2);
    expect(bench.sent[0]!.text).toBe(bench.sent[1]!.text);
    expect(bench.sent[0]!.text).toContain('Retry-After: 5');
    expect(bench.layer.counters.requestsRefusedAtLimit).toBe(2);
  });
});
