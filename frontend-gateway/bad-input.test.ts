import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../kernel/ports/datagram.ts';
import { SimulatedRandom } from '../kernel/simulated/random.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { createGrpcClient, type GrpcClient } from '../platform/grpc/client.ts';
import { businessContract } from './carriers/grpc.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let client: GrpcClient;
let good = 0;

beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  client = createGrpcClient(gateway.grpc);
});
afterAll(async () => {
  client?.close();
  await gateway?.close();
});
/** Whatever came in before: business goes on, and nothing is in the journal but what was done. */
afterEach(async () => {
  expect((await post('/v1/submit', deposit())).body).toMatchObject({ state: 'done' });
  const reply = await client.unary(businessContract.Submit, grpcDeposit(), { deadlineMs: 2000 });
  expect(reply.state).toBe('TRANSACTION_DONE');
  expect(gateway.journal.all()).toHaveLength(good);
  expect(gateway.backends.writes).toHaveLength(good);
  expect(gateway.faults).toEqual([]);
});

function deposit(changes: object = {}): object {
  const isGood = Object.keys(changes).length === 0;
  if (isGood) good += 1;
  const key = isGood ? `good-${good}` : 'bad';
  return { type: 'deposit', customer: 'c0000001', key, payload: { fen: 100 }, asker: 'bj-01', ...changes };
}

function grpcDeposit(changes: object = {}) {
  const { payload, ...rest } = deposit(changes) as { payload: object };
  return { payload: JSON.stringify(payload), ...rest };
}

async function post(path: string, body: unknown, type = 'application/json') {
  const response = await fetch(`http://${gateway.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { error?: { code: string } } };
}

/** Writes bytes to a port, and resolves with what came back when the other side closes or time is up. */
function throwAt(address: string, bytes: Uint8Array | string, waitMs: number): Promise<string> {
  const { host, port } = parseAddress(address)!;
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, host, () => socket.write(bytes));
    const over = () => {
      timer.cancel();
      socket.destroy();
      resolve(said);
    };
    const timer = systemTimers.after(waitMs, over);
    socket.on('data', (data) => {
      said += data.toString('latin1');
    });
    socket.on('error', over);
    socket.on('close', over);
  });
}

const refused: readonly (readonly [
  what: string,
  changes: object,
  status: number,
  code: string,
  rpc: string,
])[] = [
  ['an unknown type', { type: 'mortgage' }, 400, 'unknown-type', 'INVALID_ARGUMENT'],
  ['a read that is submitted', { type: 'balance' }, 400, 'wrong-mode', 'INVALID_ARGUMENT'],
  [
    'a payload that is too large',
    { payload: { note: 'x'.repeat(300) } },
    413,
    'payload-too-large',
    'INVALID_ARGUMENT',
  ],
  ['no time left', { deadlineMs: 0 }, 408, 'past-deadline', 'DEADLINE_EXCEEDED'],
  ['time that is over', { deadlineMs: -50 }, 408, 'past-deadline', 'DEADLINE_EXCEEDED'],
  ['more time than is given', { deadlineMs: 1e9 }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['no key', { key: '' }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['a key with a line break', { key: 'a\nb' }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['a key that is too long', { key: 'k'.repeat(129) }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['no customer', { customer: '' }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['a customer with a quote', { customer: "c'; drop" }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['nobody who asks', { asker: '' }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['a payload that is a list', { payload: [1] }, 400, 'bad-request', 'INVALID_ARGUMENT'],
  ['a call id that is none', { callId: '<sip:x>' }, 400, 'bad-request', 'INVALID_ARGUMENT'],
];

describe('a gateway refuses, without a word in the journal,', () => {
  for (const [what, changes, status, code, rpc] of refused) {
    it(`${what}, over HTTP and gRPC`, async () => {
      const overHttp = await post('/v1/submit', deposit(changes));
      expect(overHttp).toMatchObject({ status, body: { error: { code, retriable: false } } });
      await expect(
        client.unary(businessContract.Submit, grpcDeposit(changes), { deadlineMs: 2000 }),
      ).rejects.toMatchObject({ code: rpc, trailers: { 'tandem-code': code, 'tandem-retriable': 'false' } });
    });
  }

  const wrongShapes: readonly (readonly [string, unknown])[] = [
    ['numbers for words', { type: 5 }],
    ['a deadline in words', deposit({ deadlineMs: 'soon' })],
    ['a key that it does not know', deposit({ colour: 'red' })],
    ['a list', [1, 2]],
    ['null', 'null'],
    ['half of a JSON object', '{"type": "depo'],
    ['nothing', ''],
  ];
  for (const [what, body] of wrongShapes) {
    it(`${what}, over HTTP`, async () => {
      expect((await post('/v1/submit', body)).status).toBe(400);
    });
  }

  it('a body that is too long, or is no JSON, over HTTP', async () => {
    expect((await post('/v1/submit', deposit({ asker: 'x'.repeat(70_000) }))).status).toBe(413);
    expect((await post('/v1/submit', '<deposit/>', 'text/xml')).status).toBe(415);
    expect((await fetch(`http://${gateway.http}/v2/submit`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`http://${gateway.http}/v1/transactions/1%20or%201=1`)).status).toBe(400);
  });

  it('a payload that is no JSON, and a message that is too long, over gRPC', async () => {
    const noJson = { ...grpcDeposit({ key: 'x' }), payload: '{"fen": 1' };
    await expect(client.unary(businessContract.Submit, noJson, { deadlineMs: 2000 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      trailers: { 'tandem-code': 'bad-request' },
    });
    const tooLong = { ...grpcDeposit({ key: 'x' }), payload: 'x'.repeat(70_000) };
    await expect(client.unary(businessContract.Submit, tooLong, { deadlineMs: 2000 })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
  });

  it('questions about what it never heard of', async () => {
    expect(await post('/v1/inquire', { key: 'never' })).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown-transaction' } },
    });
    expect((await post('/v1/inquire', {})).body.error?.code).toBe('bad-request');
    await expect(
      client.unary(businessContract.Status, { transactionId: 'tx' }, { deadlineMs: 1000 }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('a gateway outlives', () => {
  it('garbage on both ports', async () => {
    const random = new SimulatedRandom(11);
    const before = gateway.badInputs();
    for (let round = 0; round < 20; round++) {
      const garbage = random.bytes(1 + Math.floor(random.unit() * 2000));
      await Promise.all([throwAt(gateway.http, garbage, 300), throwAt(gateway.grpc, garbage, 300)]);
    }
    expect(gateway.badInputs()).toBeGreaterThan(before);
  });

  it('HTTP on the gRPC port and gRPC on the HTTP port', async () => {
    await throwAt(gateway.grpc, 'POST /v1/submit HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}', 300);
    await throwAt(gateway.http, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 300);
  });

  it('connections that say half of a request and wait', async () => {
    const halves = [
      throwAt(gateway.http, 'POST /v1/submit HTTP/1.1\r\nhost: x\r\n', 2500),
      throwAt(
        gateway.http,
        'POST /v1/submit HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"type"',
        2500,
      ),
      throwAt(gateway.grpc, 'PRI * HTTP/2.0\r\n', 500),
    ];
    expect((await post('/v1/submit', deposit())).body).toMatchObject({ state: 'done' });
    await Promise.all(halves);
  });

  it('a crowd of connections that say nothing', async () => {
    const idle = Array.from({ length: 200 }, () => throwAt(gateway.http, '', 500));
    expect((await post('/v1/submit', deposit())).body).toMatchObject({ state: 'done' });
    await Promise.all(idle);
  });
});
