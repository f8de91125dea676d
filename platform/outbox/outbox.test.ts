import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event, Fact } from '../../kernel/event/fact.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { decodeEvent, encodeEvent } from '../codec/event-codec.ts';
import { openScratchEngines, type ScratchConnection, type ScratchEngines } from '../embedded/scratch.ts';
import { EngineAway, EngineRefused } from '../engine-errors.ts';
import { readAll } from '../log/log-contract.ts';
import type { EventLog } from '../log/port.ts';
import { systemRandom } from '../random/system-random.ts';
import { Outbox, type OutboxLimits } from './outbox.ts';

const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
const codec = { encodeEvent, decodeEvent };

let folder: string;
let engines: ScratchEngines;
let connection: ScratchConnection;
const opened: Outbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-outbox-'));
  engines = openScratchEngines(ports, { partitions: 2 });
  connection = engines.connect();
});
afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.close(0);
  await connection.close();
  await engines.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the outbox', () => {
  it('stamps each fact and brings it to its topic, keyed, in order', async () => {
    const outbox = await open('1-aa');
    for (let i = 1; i <= 50; i++) outbox.tell(answered(i % 3));
    outbox.tell({ kind: 'AgentSignedOut', agentId: 'bj-01', sessionEpoch: 4, reason: 'home' });
    await outbox.sent();
    const events = await eventsOf('call-events', 50);
    expect(events[0]).toMatchObject({
      id: { process: 'beijing.node', boot: '1-aa' },
      site: 'beijing',
      ownerEpoch: 7,
    });
    expect(Math.abs(events[0]!.atMs - Date.now())).toBeLessThan(60_000);
    for (const key of [0, 1, 2]) {
      const sequences = events.filter((e) => callOf(e) === `call-${key}`).map((e) => e.id.sequence);
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    }
    expect(events.map((e) => e.id.sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    expect((await eventsOf('agent-events', 1))[0]!.id.sequence).toBe(51);
  });

  it('has a fact on disk before the log hears of it', async () => {
    let bytesAtAppend = -1;
    const log = heard(() => {
      bytesAtAppend = bytesOnDisk();
    });
    const outbox = await open('1-aa', { log });
    outbox.tell(answered(1));
    await outbox.sent();
    expect(bytesAtAppend).toBeGreaterThan(encodeEvent(sample).byteLength);
  });

  it('has one batch of a topic in flight, and sends again in order what was not taken', async () => {
    const batches: number[][] = [];
    let inFlight = 0;
    let away = true;
    const log = heard(async (records) => {
      expect(++inFlight).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight -= 1;
      if (away) throw new EngineAway('log', 'test');
      batches.push(records);
    });
    const outbox = await open('1-aa', { log });
    for (let i = 0; i < 10; i++) outbox.tell(answered(1));
    await outbox.flush();
    await new Promise((resolve) => setTimeout(resolve, 60));
    for (let i = 0; i < 10; i++) outbox.tell(answered(1));
    await outbox.flush();
    expect(outbox.isSent()).toBe(false);
    away = false;
    await outbox.sent();
    expect(batches.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('sends after a restart what an earlier life could not, before anything new', async () => {
    const dead = engines.connect();
    dead.cut();
    const first = await open('1-aa', { log: dead.log });
    for (let i = 0; i < 30; i++) first.tell(answered(1));
    await first.flush();
    await first.close(0);
    await dead.close();
    const second = await open('2-bb');
    second.tell(answered(1));
    await second.sent();
    const events = await eventsOf('call-events', 31);
    expect(events.map((e) => `${e.id.boot}/${e.id.sequence}`)).toEqual([
      ...Array.from({ length: 30 }, (_, i) => `1-aa/${i + 1}`),
      '2-bb/1',
    ]);
  });

  it('repeats nothing after an orderly close, and leaves no file behind that is all sent', async () => {
    const first = await open('1-aa');
    for (let i = 0; i < 5; i++) first.tell(answered(1));
    await first.close();
    expect(filesOnDisk()).toEqual([]);
    const second = await open('2-bb');
    second.tell(answered(1));
    await second.sent();
    expect(await connection.log.ends('call-events')).toSatisfy(
      (ends: Map<number, bigint>) => [...ends.values()].reduce((a, b) => a + b, 0n) === 6n,
    );
  });

  it('cuts a torn tail, and everything before it is sent', async () => {
    const dead = engines.connect();
    dead.cut();
    const first = await open('1-aa', { log: dead.log });
    for (let i = 0; i < 8; i++) first.tell(answered(1));
    await first.flush();
    await first.close(0);
    await dead.close();
    const [file] = filesOnDisk();
    appendFileSync(join(folder, file!), Buffer.from([0, 0, 1, 0, 9, 9, 9, 9, 1, 2, 3]));
    const second = await open('2-bb');
    second.tell(answered(1));
    await second.sent();
    expect(await eventsOf('call-events', 9)).toHaveLength(9);
  });

  it('sends everything again when nobody knows any more what was taken', async () => {
    const dead = engines.connect();
    dead.cut();
    const first = await open('1-aa', { log: dead.log });
    for (let i = 0; i < 8; i++) first.tell(answered(1));
    await first.close(20);
    await dead.close();
    writeFileSync(join(folder, 'acknowledged.json'), '{"call-ev');
    const second = await open('2-bb');
    await second.sent();
    expect(await eventsOf('call-events', 8)).toHaveLength(8);
  });

  it('holds a bounded number in memory while the log is away, and loses none of them', async () => {
    connection.cut();
    const outbox = await open('1-aa', { limits: { heldRecords_max: 50, segmentBytes_max: 4_000 } });
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 25; i++) outbox.tell(answered(round % 4));
      await outbox.flush();
    }
    expect(filesOnDisk().length).toBeGreaterThan(5);
    connection.mend();
    await outbox.sent();
    const events = await eventsOf('call-events', 1_000);
    expect(new Set(events.map((e) => e.id.sequence)).size).toBe(1_000);
    expect(events).toHaveLength(1_000);
    for (const key of [0, 1, 2, 3]) {
      const sequences = events.filter((e) => callOf(e) === `call-${key}`).map((e) => e.id.sequence);
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    }
    await outbox.close();
    expect(filesOnDisk()).toEqual([]);
  });

  it('loses and counts what is told beyond its limit on disk, and leaves a gap in the sequence', async () => {
    connection.cut();
    const outbox = await open('1-aa', { limits: { keptBytes_max: 2_000, segmentBytes_max: 500 } });
    for (let i = 0; i < 100; i++) {
      outbox.tell(answered(1));
      if (i % 10 === 9) await outbox.flush();
    }
    expect(outbox.counters.lostAtLimit).toBeGreaterThan(0);
    connection.mend();
    await outbox.sent();
    outbox.tell(answered(1));
    await outbox.sent();
    const sequences = (await eventsOf('call-events', outbox.counters.written)).map((e) => e.id.sequence);
    expect(sequences.at(-1)).toBe(101);
    expect(sequences.length).toBe(101 - outbox.counters.lostAtLimit);
  });

  it('leaves out the one record that the log will never take, and counts it', async () => {
    const taken: number[] = [];
    const log = heard(async (records) => {
      if (records.includes(3)) throw new EngineRefused('log', 'test');
      taken.push(...records);
    });
    const outbox = await open('1-aa', { log });
    for (let i = 0; i < 5; i++) outbox.tell(answered(1));
    await outbox.sent();
    expect(taken).toEqual([1, 2, 4, 5]);
  });

  it('never throws into a call, whatever the codec makes of a fact', async () => {
    const outbox = await open('1-aa', {
      codec: {
        ...codec,
        encodeEvent: () => {
          throw new Error('no');
        },
      },
    });
    expect(() => outbox.tell(answered(1))).not.toThrow();
    expect(outbox.counters.unencodable).toBe(1);
  });
});

async function open(
  boot: string,
  options: { log?: EventLog; limits?: Partial<OutboxLimits>; codec?: typeof codec } = {},
): Promise<Outbox> {
  const outbox = await Outbox.open(ports, {
    folder,
    process: 'beijing.node',
    boot,
    site: 'beijing',
    epoch: () => 7,
    log: options.log ?? connection.log,
    codec: options.codec ?? codec,
    ...(options.limits && { limits: options.limits }),
  });
  opened.push(outbox);
  return outbox;
}

/** A log that only hears: the sequence numbers of each append. */
function heard(onAppend: (sequences: number[]) => void | Promise<void>): EventLog {
  return {
    ...connection.log,
    append: async (_topic, records) => {
      await onAppend(records.map((record) => decodeEvent(record.value)!.id.sequence));
    },
  } as EventLog;
}

async function eventsOf(topic: string, count: number): Promise<Event[]> {
  return (await readAll(connection.log, topic, count)).map((record) => decodeEvent(record.value)!);
}

function answered(call: number): Fact {
  return { kind: 'CallAnswered', callId: `call-${call}` };
}

const sample: Event = {
  id: { process: 'beijing.node', boot: '1-aa', sequence: 1 },
  site: 'beijing',
  ownerEpoch: 7,
  atMs: 1,
  fact: answered(1),
};

function callOf(event: Event): string {
  return 'callId' in event.fact ? event.fact.callId : '';
}

function filesOnDisk(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.facts'));
}

function bytesOnDisk(): number {
  return filesOnDisk().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
