import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../kernel/event/fact.ts';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import { Teller, wholeCall } from '../../kernel/record/told.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { Projector } from '../projector/projector.ts';
import { Regions } from '../projector/regions.ts';
import {
  openTestLog,
  ports,
  publish,
  startTestDatabases,
  type TestDatabases,
} from '../projector/test-engines.ts';
import { checkRecords, isAllWell } from './check.ts';

const regions = new Regions(['beijing', 'shanghai']);
const hourMs = 3_600_000;
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
  await publish(engines.log, story());
  const parts = { metrics: noMetrics, regions, callsAtHand: 100, batchEvents: 100 };
  const projector = new Projector({ ...parts, sql, log: engines.log, onTrouble: () => {} });
  await projector.start();
  await check();
  await projector.close();
});
afterEach(() => engines.close());

/** Five calls that are over and one that talks, all of this hour; agents with their states. */
function story(): Event[] {
  const router = new Teller('beijing.router');
  const node = new Teller('shanghai.node');
  const from = ports.clock.wallMs() - hourMs / 2;
  const events: Event[] = [
    node.signedIn(from, 'sh-01'),
    node.changed(from, 'sh-01', 'not-ready', 'ready'),
    node.changed(from + 5000, 'sh-01', 'ready', 'talking'),
  ];
  for (let call = 0; call < 5; call++) {
    events.push(
      ...wholeCall(router, node, `call-beijing.router-1-${call}`, from + call * 60_000, `sh-0${call}`),
    );
  }
  const talking = wholeCall(
    router,
    node,
    'call-beijing.router-1-open',
    ports.clock.wallMs() - 12_000,
    'sh-09',
  );
  return [...events, ...talking.slice(0, -1)];
}

async function check(openLimitMs = hourMs) {
  const { coordination, log } = engines;
  const parts = { sql, log, coordination, regions, clock: ports.clock, timers: ports.timers };
  return (await checkRecords(parts, { waitMs: 10_000, openLimitMs })).result;
}

describe('the check of the records', () => {
  it('finds nothing where all is well', async () => {
    const result = await check();
    expect(result).toEqual({
      calls: 6,
      withoutRecord: 0,
      withTwoRecords: 0,
      openTooLong: 0,
      overlappingAgents: 0,
      identityHolds: true,
    });
    expect(isAllWell(result)).toBe(true);
  });

  it('finds a call whose record was taken away', async () => {
    await sql.query("DELETE FROM contact WHERE region = 'beijing' AND call_id = 'call-beijing.router-1-3'");
    const result = await check();
    expect(result).toMatchObject({ calls: 6, withoutRecord: 1, identityHolds: false });
    expect(isAllWell(result)).toBe(false);
  });

  it('finds a call with a second record, in another region or under another id', async () => {
    const columns = await sql.query<{ column_name: string }>(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'contact'",
    );
    const others = columns.map((each) => each.column_name).filter((name) => name !== 'region');
    const copy = (values: string, names: readonly string[]) =>
      sql.query(
        `INSERT INTO contact (region, ${names.join(', ')}) SELECT ${values} FROM contact
         WHERE region = 'beijing' AND call_id = 'call-beijing.router-1-2'`,
      );
    await copy(`'shanghai', ${others.join(', ')}`, others);
    expect(await check()).toMatchObject({ withTwoRecords: 1, identityHolds: false });
    await sql.query("DELETE FROM contact WHERE region = 'shanghai'");
    const names = others.filter((name) => name !== 'call_id');
    await copy(`'beijing', 'call-beijing.router-9-z', ${names.join(', ')}`, ['call_id', ...names]);
    expect(isAllWell(await check())).toBe(false);
    expect(await check()).toMatchObject({ calls: 7, withTwoRecords: 1 });
  });

  it('finds an agent in two states at once, and one who talks in two calls', async () => {
    await sql.query(
      "UPDATE agent_interval SET ended_at = ended_at + 1000 WHERE agent_id = 'sh-01' AND state = 'ready'",
    );
    expect(await check()).toMatchObject({ overlappingAgents: 1 });
    await sql.query("UPDATE leg SET who = 'sh-07', answered_at = 5, ended_at = 9 WHERE party = 'agent'");
    expect(await check()).toMatchObject({ overlappingAgents: 2 });
  });

  it('finds an open call of old, and one whose owner is gone', async () => {
    expect(await check(1000)).toMatchObject({ openTooLong: 1, identityHolds: true });
    const presence = { process: 'shanghai.node', role: 'node', site: 'shanghai', pid: 1, addresses: {} };
    const key = '/tandem/processes/shanghai.node';
    await engines.coordination.put(key, JSON.stringify({ ...presence, boot: '2-bbbb' }));
    await sql.query('UPDATE contact SET last_fact_at = last_fact_at - 30000');
    expect(await check()).toMatchObject({ openTooLong: 1 });
    await engines.coordination.put(key, JSON.stringify({ ...presence, boot: '1-aaaa' }));
    expect(await check()).toMatchObject({ openTooLong: 0 });
  });

  it('finds a call that ended in no term of the identity', async () => {
    await sql.query(
      "UPDATE contact SET outcome = 'vanished' WHERE region = 'beijing' AND call_id = 'call-beijing.router-1-1'",
    );
    expect(await check()).toMatchObject({ identityHolds: false });
  });

  it('says so when the records lag behind the log', async () => {
    await publish(engines.log, [
      new Teller('shanghai.node', { boot: '7-x' }).arrived(1, 'call-shanghai.node-7-1'),
    ]);
    const { coordination, log } = engines;
    const parts = { sql, log, coordination, regions, clock: ports.clock, timers: ports.timers };
    const late = checkRecords(parts, { waitMs: 300, openLimitMs: hourMs });
    await expect(late).rejects.toMatchObject({ code: 'projector-behind' });
  });
});
