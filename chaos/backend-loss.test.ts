import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { systemRandom } from '../platform/random/system-random.ts';
import { runBackendLoss } from './backend-loss.ts';
import { type BusinessCluster, startBusinessCluster } from './business-cluster/business-cluster.ts';
import { handsOnOwn } from './business-cluster/hands.ts';

let cluster: BusinessCluster;
beforeAll(async () => {
  cluster = await startBusinessCluster({ replicationLagMs: 200, customers: 200 });
});
afterAll(() => cluster?.close());

it('a back-end that is killed, then frozen, loses nothing and does nothing twice', async () => {
  const hands = handsOnOwn(cluster, 'backend-a', systemTimers);
  const verdict = await runBackendLoss(
    { clock: systemClock, timers: systemTimers, random: systemRandom },
    {
      gateways: cluster.gateways.map(({ grpc }) => grpc),
      ways: ['kill', 'stop'],
      perSecond: 60,
      beforeMs: 1000,
      awayMs: 1500,
      afterMs: 5000,
      deadlineMs: 1000,
      customers: 200,
    },
    hands,
  );
  hands.close();
  expect(verdict.broken, JSON.stringify(verdict.figures)).toEqual([]);
  expect(verdict.figures.stopPending).toBeGreaterThan(0);
  expect(verdict.figures.killDoneWhileAway).toBeGreaterThan(20);
  expect(verdict.figures.stopDoneWhileAway).toBeGreaterThan(20);
}, 40_000);
