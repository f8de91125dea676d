import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { EngineAway } from '../platform/engine-errors.ts';
import { createGrpcClient, type GrpcClient } from '../platform/grpc/client.ts';
import { businessContract } from './carriers/grpc.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let client: GrpcClient;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
  client = createGrpcClient(gateway.grpc);
});
afterEach(async () => {
  client.close();
  await gateway.close();
});

const deposit = (changes: object = {}) => ({
  type: 'deposit',
  customer: 'c0000001',
  key: 'k1',
  payload: { fen: 100 },
  asker: 'bj-01',
  callId: 'call-9',
  ...changes,
});
const pause = (ms: number) => new Promise<void>((resolve) => systemTimers.after(ms, resolve));

async function post(path: string, body: object) {
  const response = await fetch(`http://${gateway.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a write', () => {
  it('is done once, however often and by whichever carrier its key is asked', async () => {
    const first = await post('/v1/submit', deposit());
    expect(first).toMatchObject({ status: 200, body: { state: 'done', result: { balanceFen: 100 } } });
    expect(await post('/v1/submit', deposit())).toEqual(first);
    const { callId, ...rest } = deposit();
    const again = { ...rest, callId, payload: '{ "fen" : 100 }' };
    const reply = await client.unary(businessContract.Submit, again, { deadlineMs: 1000 });
    expect(reply).toMatchObject({ state: 'TRANSACTION_DONE', transactionId: first.body.transactionId });
    expect(gateway.backends.writes).toHaveLength(1);
  });

  it('under a key that was used for something else is refused', async () => {
    await post('/v1/submit', deposit());
    const other = await post('/v1/submit', deposit({ payload: { fen: 101 } }));
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'key-reused', retriable: false } } });
  });

  it('is in the journal before it is sent', async () => {
    gateway.backends.onSubmit = async (write) => {
      const [row] = gateway.journal.all();
      expect(row).toMatchObject({ key: write.key, state: 'sent', sending: { backend: write.to.backend } });
      return { outcome: 'done', origin: write.to.backend, sequence: 1, result: '{}' };
    };
    expect((await post('/v1/submit', deposit())).body.state).toBe('done');
  });

  it('is told as facts, step by step, with its call', async () => {
    await post('/v1/submit', deposit());
    expect(gateway.facts).toMatchObject([
      { kind: 'TransactionStepped', step: 'begun', callId: 'call-9', businessType: 'deposit' },
      { step: 'sent' },
      { step: 'done', customer: 'c0000001' },
    ]);
  });

  it('fails in the words of the back-end, and again the same', async () => {
    gateway.backends.onSubmit = async () => ({ outcome: 'refused', code: 'no-funds', message: '余额不足' });
    const failed = await post('/v1/submit', deposit());
    expect(failed.body).toMatchObject({
      state: 'failed',
      code: 'no-funds',
      message: '余额不足',
      retriable: false,
    });
    expect(await post('/v1/submit', deposit())).toEqual(failed);
  });

  it('goes to the twin when no byte of it left us', async () => {
    let refused = '';
    gateway.backends.onSubmit = async ({ to }) => {
      if (refused === '') {
        refused = to.backend;
        return { outcome: 'unsent', why: 'connection refused' };
      }
      return { outcome: 'done', origin: to.backend, sequence: 1, result: '{}' };
    };
    const { body } = await post('/v1/submit', deposit());
    expect(body.state).toBe('done');
    expect(body.backend).not.toBe(refused);
  });

  it('stays where it was sent when its answer is lost, and is repeated there under its key', async () => {
    let lost = 0;
    gateway.backends.onSubmit = async ({ to }) =>
      lost++ < 2
        ? { outcome: 'lost', why: 'reset' }
        : { outcome: 'done', origin: to.backend, sequence: 1, result: '{}' };
    expect((await post('/v1/submit', deposit())).body.state).toBe('done');
    const { writes } = gateway.backends;
    expect(new Set(writes.map((write) => write.to.backend)).size).toBe(1);
    expect(writes.map((write) => write.to.attempt)).toEqual([1, 2, 3]);
  });

  it('is pending with a number when nobody knows at its deadline, and settled when somebody does', async () => {
    gateway.backends.onSubmit = async () => {
      await pause(150);
      return { outcome: 'lost', why: 'no answer in time' };
    };
    const pending = await post('/v1/submit', deposit({ deadlineMs: 100 }));
    expect(pending).toMatchObject({ status: 202, body: { state: 'pending' } });
    gateway.backends.onInquire = async (backend) => ({
      outcome: 'done',
      origin: backend,
      sequence: 4,
      result: '{"balanceFen":7}',
    });
    const settled = await post('/v1/inquire', {
      transactionId: pending.body.transactionId,
      deadlineMs: 3000,
    });
    expect(settled).toMatchObject({ status: 200, body: { state: 'done', sequence: 4 } });
    expect((await post('/v1/submit', deposit())).body).toMatchObject({ state: 'done', sequence: 4 });
    const status = await fetch(`http://${gateway.http}/v1/transactions/${pending.body.transactionId}`);
    const { steps, state } = (await status.json()) as { state: string; steps: { step: string }[] };
    expect(state).toBe('done');
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['begun', 'sent', 'pending', 'done']),
    );
  });
});

describe('without its journal a gateway', () => {
  beforeEach(() => {
    gateway.journal.around = () => Promise.reject(new EngineAway('sql', 'cut by the test'));
  });

  it('refuses writes, worth asking again, and sends nothing', async () => {
    const refused = await post('/v1/submit', deposit());
    expect(refused).toMatchObject({
      status: 503,
      body: { error: { code: 'journal-away', retriable: true } },
    });
    expect(gateway.backends.writes).toEqual([]);
    gateway.journal.around = async (call) => call();
    expect((await post('/v1/submit', deposit())).body.state).toBe('done');
  });

  it('goes on with reads', async () => {
    const read = await post('/v1/query', { type: 'balance', customer: 'c1', payload: {}, asker: 'bj-01' });
    expect(read).toMatchObject({ status: 200, body: { result: {} } });
  });

  it('still says that a write was done when only its outcome could not be written', async () => {
    gateway.journal.around = async (call) => call();
    gateway.backends.onSubmit = async ({ to }) => {
      gateway.journal.around = () => Promise.reject(new EngineAway('sql', 'cut by the test'));
      return { outcome: 'done', origin: to.backend, sequence: 1, result: '{}' };
    };
    expect((await post('/v1/submit', deposit())).body.state).toBe('done');
    expect(gateway.journal.all()[0]!.state).toBe('sent');
    gateway.journal.around = async (call) => call();
    await expect.poll(() => gateway.journal.all()[0]!.state, { timeout: 3000 }).toBe('done');
  });
});

describe('a read', () => {
  const balance = { type: 'balance', customer: 'c1', payload: {}, asker: 'bj-01' };

  it('goes to the other back-end at once when one can not be heard', async () => {
    const asked: string[] = [];
    gateway.backends.onQuery = async (backend) => {
      asked.push(backend);
      if (asked.length === 1) return { outcome: 'lost', why: 'reset' };
      return { outcome: 'answered', result: '{"ok":true}' };
    };
    const { status, body } = await post('/v1/query', balance);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { backend: asked[1], result: { ok: true } },
    });
    expect(asked[0]).not.toBe(asked[1]);
  });

  it('is asked of both when the first is slow, and the first answer counts', async () => {
    let first = true;
    gateway.backends.onQuery = async () => {
      const slow = first;
      first = false;
      if (slow) await pause(800);
      return { outcome: 'answered', result: slow ? '{"slow":true}' : '{"slow":false}' };
    };
    expect((await post('/v1/query', balance)).body).toMatchObject({ result: { slow: false } });
  });

  it('says so when no back-end answers in time', async () => {
    gateway.backends.onQuery = async () => ({ outcome: 'lost', why: 'reset' });
    expect(await post('/v1/query', balance)).toMatchObject({
      status: 503,
      body: { error: { code: 'backends-away', retriable: true } },
    });
  });

  it("passes on a back-end's own no", async () => {
    gateway.backends.onQuery = async () => ({
      outcome: 'refused',
      code: 'unknown-customer',
      message: 'nobody',
    });
    expect(await post('/v1/query', balance)).toMatchObject({
      status: 422,
      body: { error: { code: 'unknown-customer', retriable: false } },
    });
    const request = { type: 'balance', customer: 'c1', payload: '{}', asker: 'bj-01' };
    await expect(client.unary(businessContract.Query, request, { deadlineMs: 1000 })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      trailers: { 'tandem-code': 'unknown-customer' },
    });
  });
});
