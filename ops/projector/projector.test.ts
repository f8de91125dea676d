import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallFact, DecisionFact, Event } from '../../kernel/event/fact.ts';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import { Teller, wholeCall } from '../../kernel/record/told.ts';
import { CommitInDoubt, EngineAway } from '../../platform/engine-errors.ts';
import type { EventLog } from '../../platform/log/port.ts';
import { findDialectFaults } from '../../platform/sql/dialect.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { Projector } from './projector.ts';
import { Regions } from './regions.ts';
import { recordMigrations } from './schema.ts';
import { openTestLog, publish, startTestDatabases, type TestDatabases } from './test-engines.ts';
import { encodeLoss, lossTopic } from './topics.ts';

const regions = new Regions(['beijing', 'shanghai', 'guangzhou']);
let sql: Sql;
let log: EventLog;
let closeLog: () => Promise<void>;
let databases: TestDatabases;

beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(() => databases.close());
beforeEach(async () => {
  sql = await databases.open();
  const engine = openTestLog();
  log = engine.log;
  closeLog = engine.close;
});
afterEach(() => closeLog());

function projector(onto: Sql = sql, batchEvents = 500): Projector {
  const parts = { log, metrics: noMetrics, regions, callsAtHand: 1000, batchEvents };
  return new Projector({ ...parts, sql: onto, onTrouble: () => {} });
}

async function caughtUp(): Promise<boolean> {
  const rows = await sql.query<{ topic: string; partition: number; next_offset: number }>(
    'SELECT * FROM projector_position',
  );
  for (const topic of ['route-decisions', 'call-events', 'agent-events', lossTopic]) {
    for (const [partition, end] of await log.ends(topic)) {
      const row = rows.find((each) => each.topic === topic && each.partition === partition);
      if ((row?.next_offset ?? 0) < Number(end)) return false;
    }
  }
  return true;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 15_000, interval: 20 }).toBe(true);
}

const tablesOfRecords = ['contact', 'segment', 'leg', 'decision', 'call_fact', 'agent_interval', 'heard'];

async function allRows(onto: Sql = sql): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of tablesOfRecords) {
    const rows = await onto.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::TEXT`);
    all[table] = rows.map((each) => each.row);
  }
  return all;
}

async function project(onto: Sql = sql, batchEvents = 500): Promise<void> {
  const running = projector(onto, batchEvents);
  await running.start();
  await until(caughtUp);
  await running.close();
}

function lossOf(teller: Teller, lastHeardAt: number, state: 'lost' | 'returned' = 'lost'): ProcessLoss {
  const { process, boot, site } = teller;
  const declaredAt = lastHeardAt + (state === 'lost' ? 3000 : 9000);
  return { process, boot, site, role: 'node', state, lastHeardAt, declaredAt };
}

function tell(finding: ProcessLoss): Promise<void> {
  return log.append(lossTopic, [{ key: finding.process, value: encodeLoss(finding) }]);
}

describe('the projector', () => {
  it('keeps to the dialect', () => {
    expect(findDialectFaults(recordMigrations)).toEqual([]);
  });

  it('writes one record for a call, with its segment, legs and decision', async () => {
    await publish(
      log,
      wholeCall(new Teller('beijing.router'), new Teller('shanghai.node'), 'call-beijing.router-1-a'),
    );
    await project();
    const rows = await allRows();
    expect(rows.contact).toHaveLength(1);
    expect(rows.contact![0]).toMatchObject({
      region: 'beijing',
      site: 'shanghai',
      agent_id: 'bj-01',
      outcome: 'answered',
      talk_ms: 10_000,
    });
    expect(rows.segment).toHaveLength(1);
    expect(rows.leg).toHaveLength(2);
    expect(rows.decision![0]).toMatchObject({ delivered_to: 'shanghai', sites: ['shanghai'] });
    expect(rows.heard!).toHaveLength(2);
  });

  it('takes repeats and garbage without a trace but a count', async () => {
    const events = wholeCall(new Teller('beijing.router'), new Teller('shanghai.node'), 'call-beijing.x-1-a');
    await publish(log, events);
    await project();
    const once = await allRows();
    await publish(log, [...events, ...events.toReversed()]);
    await log.append('call-events', [{ key: 'x', value: new Uint8Array([255, 255, 1]) }]);
    await log.append(lossTopic, [{ key: 'x', value: new Uint8Array([123]) }]);
    const running = projector();
    await running.start();
    await until(caughtUp);
    await running.close();
    expect(await allRows()).toEqual(once);
    expect(running.counters).toMatchObject({ repeats: events.length * 2, undecodable: 2 });
  });

  it('closes the calls of a lost process and opens them again when it comes back', async () => {
    const node = new Teller('shanghai.node');
    await publish(log, [
      node.arrived(0, 'call-beijing.x-1-a'),
      node.queued(5, 'call-beijing.x-1-a'),
      node.signedIn(0, 'sh-01'),
    ]);
    await tell(lossOf(node, 4000));
    await project();
    const lost = await allRows();
    expect(lost.contact![0]).toMatchObject({ outcome: 'failed', reason: 'site-lost', cut: true });
    expect(lost.agent_interval![0]).toMatchObject({ ended_at: 4000, lost: true });
    await tell(lossOf(node, 4000, 'returned'));
    await project();
    const back = await allRows();
    expect(back.contact![0]).toMatchObject({ outcome: null, cut: false, ended_at: null });
    expect(back.agent_interval![0]).toMatchObject({ ended_at: null, lost: false });
    await publish(log, [node.ended(20_000, 'call-beijing.x-1-a', 'abandoned', 'caller-gone')]);
    await project();
    const amended = await allRows();
    expect(amended.contact![0]).toMatchObject({ outcome: 'abandoned', cut: false, amended: true });
  });

  it('makes the same rows however often it is killed between batches', async () => {
    const events = story();
    await publish(log, events.slice(0, 40));
    await tell(lossOf(new Teller('guangzhou.node'), 30_000));
    await publish(log, events.slice(40));
    await project();
    const whole = await allRows();

    sql = await databases.open();
    for (let kills = 0; kills < 6; kills++) {
      const running = projector(new FailingSql(sql, 2 + kills), 5);
      await running.start();
      const { counters } = running;
      await until(async () => counters.failures > 0 || counters.batches > 2 || (await caughtUp()));
      await running.close();
    }
    await project(sql, 7);
    expect(await allRows()).toEqual(whole);
  });

  it('reads back where it is after a commit of unknown outcome', async () => {
    const events = story();
    const running = projector(new FailingSql(sql, 3, 'in-doubt'), 5);
    await publish(log, events);
    await running.start();
    await until(caughtUp);
    await running.close();
    const rows = await allRows();
    expect(running.counters.failures).toBeGreaterThan(0);
    expect(rows.call_fact).toHaveLength(events.filter((event) => 'callId' in event.fact).length);
  });
});

function story(): Event<CallFact | DecisionFact>[] {
  const router = new Teller('beijing.router');
  const nodes = [new Teller('shanghai.node'), new Teller('guangzhou.node')];
  const events: Event[] = [];
  for (let call = 0; call < 10; call++) {
    const node = nodes[call % 2]!;
    const told = wholeCall(router, node, `call-beijing.router-1-${call}`, 1000 * call, `a-${call % 3}`);
    events.push(...(call % 5 === 4 ? told.slice(0, 5) : told));
  }
  return events as Event<CallFact | DecisionFact>[];
}

/** Fails every n-th transaction: before it began, or after it was committed without saying so. */
class FailingSql implements Sql {
  readonly #sql: Sql;
  readonly #every: number;
  readonly #how: 'away' | 'in-doubt';
  #count = 0;

  constructor(onto: Sql, every: number, how: 'away' | 'in-doubt' = 'away') {
    this.#sql = onto;
    this.#every = every;
    this.#how = how;
  }

  query: Sql['query'] = (text, parameters) => this.#sql.query(text, parameters);

  transaction: Sql['transaction'] = async (run) => {
    this.#count += 1;
    const fails = this.#count % this.#every === 0;
    if (fails && this.#how === 'away') throw new EngineAway('sql', 'cut by the test');
    const result = await this.#sql.transaction(run);
    if (fails) throw new CommitInDoubt('cut by the test');
    return result;
  };

  close = () => Promise.resolve();
}
