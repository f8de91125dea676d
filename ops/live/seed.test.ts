import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../kernel/event/fact.ts';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import { Teller, wholeCall } from '../../kernel/record/told.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { Projector } from '../projector/projector.ts';
import { Regions } from '../projector/regions.ts';
import { openTestLog, publish, startTestDatabases, type TestDatabases } from '../projector/test-engines.ts';
import { encodeLoss, lossTopic } from '../projector/topics.ts';
import { LiveModel } from './live-model.ts';
import { openOwners, plant, readSeed } from './seed.ts';

const regions = new Regions(['beijing', 'shanghai']);
const limits = {
  callsAtHand: 50,
  callsShown: 40,
  agentsShown: 100,
  decisionsShown: 10,
  endedShownMs: 5000,
  siteSilentAfterMs: 1500,
};
let databases: TestDatabases;
let engines: ReturnType<typeof openTestLog>;
let sql: Sql;

beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(() => databases.close());
beforeEach(async () => {
  sql = await databases.open();
  engines = openTestLog();
});
afterEach(() => engines.close());

it('a picture that starts from the records counts what one that saw it all counts', async () => {
  const router = new Teller('beijing.router');
  const lost = new Teller('shanghai.node');
  const node = new Teller('beijing.node');
  const loss = {
    process: lost.process,
    boot: lost.boot,
    site: 'shanghai',
    role: 'node',
    state: 'lost' as const,
    lastHeardAt: 60_000,
    declaredAt: 63_000,
  };
  const events: Event[] = [
    ...wholeCall(router, node, 'call-beijing.x-1-1', 1000, 'bj-01'),
    lost.arrived(50_000, 'call-beijing.x-1-2', '139'),
    lost.queued(50_100, 'call-beijing.x-1-2'),
    lost.arrived(50_000, 'call-beijing.x-1-3', '138'),
    lost.connected(52_000, 'call-beijing.x-1-3', 'sh-01', 1500),
    node.arrived(64_000, 'call-beijing.x-1-4', '139'),
    node.queued(64_100, 'call-beijing.x-1-4'),
    node.signedIn(100, 'bj-01'),
    node.changed(110, 'bj-01', 'not-ready', 'ready'),
    lost.signedIn(100, 'sh-01'),
  ];
  await publish(engines.log, events);
  await engines.log.append(lossTopic, [{ key: loss.process, value: encodeLoss(loss) }]);
  const parts = { metrics: noMetrics, regions, callsAtHand: 100, batchEvents: 100 };
  const projector = new Projector({ ...parts, sql, log: engines.log, onTrouble: () => {} });
  await projector.start();
  const rows = () => sql.query("SELECT 1 FROM contact WHERE cut OR queue <> ''");
  await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(4);
  await expect.poll(() => projector.counters.facts, { timeout: 10_000 }).toBe(events.length);
  await projector.close();

  const now = { mono: 70_000, wall: 70_000 };
  const whole = new LiveModel(['beijing', 'shanghai'], limits, 0);
  for (const event of events.toSorted((a, b) => a.atMs - b.atMs)) {
    whole.takeEvent(event, { mono: event.atMs, wall: event.atMs });
  }
  whole.takeLoss(loss, now);

  const seed = await readSeed(sql, regions, 0, 50);
  const planted = new LiveModel(['beijing', 'shanghai'], limits, 0);
  plant(planted, seed, now);
  const { offeredPerMinute: _, ...counted } = planted.counters(now);
  expect(whole.counters(now)).toMatchObject(counted);
  expect(counted).toMatchObject({ offered: 4, cut: 2, calledAgain: 1, answered: 2, failed: 1, open: 1 });
  expect(planted.snapshot(1, now).agents).toEqual(whole.snapshot(1, now).agents);
  expect([...openOwners(seed).keys()]).toContain('beijing.node/1-aaaa');
  expect(seed.positions.size).toBeGreaterThan(0);
});
