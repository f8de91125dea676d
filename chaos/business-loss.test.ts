import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { createHttpExchange } from '../platform/http/exchange.ts';
import { GatewayClient, type Told } from '../population/customers/gateway-client.ts';
import { customerIdOf } from '../population/customers/people.ts';
import { readLedger } from './backend-loss-hands.ts';
import { type BusinessCluster, startBusinessCluster } from './business-cluster/business-cluster.ts';
import { judgeLedgers } from './checkers/ledgers.ts';

let cluster: BusinessCluster;
let gateways: readonly GatewayClient[];
const exchange = createHttpExchange(systemTimers);
beforeAll(async () => {
  cluster = await startBusinessCluster({ replicationLagMs: 100, customers: 100 });
  gateways = cluster.gateways.map(({ grpc }) => new GatewayClient(grpc));
});
afterAll(async () => {
  for (const gateway of gateways ?? []) gateway.close();
  exchange.close();
  await cluster?.close();
});

const deposit = (customer: number, deadlineMs: number) => ({
  type: 'deposit',
  customer: customerIdOf(customer),
  payload: { fen: 100 },
  asker: 'chaos',
  callId: '',
  deadlineMs,
});

/** Asks until it is done or failed. */
async function learn(gateway: GatewayClient, key: string): Promise<Told> {
  for (let tries = 0; ; tries++) {
    const told = await gateway.inquire(key, 2000);
    if (told.state === 'done' || told.state === 'failed' || tries === 20) return told;
  }
}

async function ledgers() {
  const read = cluster.backends.map(async ({ id, http }) => [id, await readLedger(exchange, http)] as const);
  return new Map(await Promise.all(read));
}

describe('while business is done', () => {
  it('a gateway that is killed leaves its open writes to the other, which settles them', async () => {
    const [first, second] = gateways as [GatewayClient, GatewayClient];
    const keys = Array.from({ length: 20 }, (_, index) => `orphan-${index}`);
    const backends = cluster.backends.map(({ id }) => cluster.processes.get(id)!);
    expect((await first.submit(deposit(50, 5000), 'before')).state).toBe('done');
    for (const backend of backends) backend.signal('SIGSTOP');
    const asked = keys.map((key, index) => first.submit(deposit(index, 3000), key));
    await expect
      .poll(async () => (await second.inquire(keys.at(-1)!, 50)).state, { timeout: 10_000 })
      .toBe('pending');
    await cluster.processes.get('gateway-1')!.kill();
    expect((await Promise.all(asked)).every(({ state }) => state === 'nothing' || state === 'pending')).toBe(
      true,
    );
    for (const backend of backends) backend.signal('SIGCONT');

    const ended = await Promise.all(keys.map((key) => learn(second, key)));
    expect(ended.every(({ state }) => state === 'done' || state === 'failed')).toBe(true);
    const again = await Promise.all(keys.map((key, index) => second.submit(deposit(index, 2000), key)));
    expect(again).toEqual(ended);
    const told = keys.map((key, index) => ({ key, state: ended[index]!.state }));
    const findings = judgeLedgers(told, await ledgers());
    expect(findings).toMatchObject({ missing: [], doubled: [], failedApplied: [] });

    await cluster.processes.get('gateway-1')!.start();
    await expect
      .poll(async () => (await first.submit(deposit(51, 2000), 'after')).state, { timeout: 10_000 })
      .toBe('done');
  }, 60_000);

  it('engines that are killed stop writes, honestly, and never reads', async () => {
    const [first] = gateways as [GatewayClient];
    const balance = { ...deposit(1, 2000), type: 'balance', payload: {} };
    await cluster.engines.kill();
    const refused = await first.submit(deposit(1, 2000), 'without-journal');
    expect(refused).toMatchObject({ state: 'refused', code: 'journal-away', retriable: true });
    expect(await first.query(balance)).toMatchObject({ result: { customer: customerIdOf(1) } });
    await cluster.engines.start();
    await expect
      .poll(async () => (await first.submit(deposit(1, 2000), 'without-journal')).state, { timeout: 15_000 })
      .toBe('done');
    const findings = judgeLedgers([{ key: 'without-journal', state: 'done' }], await ledgers());
    expect(findings).toMatchObject({ missing: [], doubled: [] });
  }, 60_000);
});
