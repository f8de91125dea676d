import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import type { Change } from '../coordination/port.ts';
import { EngineAway } from '../engine-errors.ts';
import { readAll } from '../log/log-contract.ts';
import { systemRandom } from '../random/system-random.ts';
import { migrate } from '../sql/migrate.ts';
import { connectEngines, type Engines } from './client.ts';
import { engineSocketFolder, engineSocketPath } from './folders.ts';

/** The engines' process as `tandem up` starts it: killed, started again, sent garbage, started twice. */
const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
const main = join(import.meta.dirname, 'main.ts');

const children: ChildProcess[] = [];
const clients: Engines[] = [];
const folders: string[] = [];
const servers: number[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const child of children.splice(0)) if (child.exitCode === null && !child.signalCode) await kill(child);
  for (const pid of servers.splice(0)) await eventually(() => expect(isAlive(pid)).toBe(false));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the engines process', () => {
  it('keeps everything it promised over a kill, and its clients find it again by themselves', async () => {
    const dataFolder = newFolder();
    const first = await start(dataFolder);
    const engines = client(dataFolder);
    const { coordination, log, sql } = engines;
    const told: Change[] = [];
    let resets = 0;
    coordination.watch(
      '/roles/',
      (change) => told.push(change),
      () => {
        resets += 1;
      },
    );
    await migrate(sql, [kept]);
    await sql.query("INSERT INTO kept (region, id) VALUES ('r', 'before')");
    const before = await coordination.put('/roles/a', '1');
    const lease = await coordination.grantLease(30_000);
    await coordination.put('/roles/leased', '1', { lease });
    await log.append('call-events', [{ key: 'c', value: Buffer.from('before') }]);
    const served = first.ready as { postgresPid: number };

    await kill(first.child);
    const second = await start(dataFolder);
    expect((second.ready as { postgresPid: number }).postgresPid).not.toBe(served.postgresPid);

    const after = await coordination.put('/roles/b', '2');
    expect(after).toBeGreaterThan(before);
    await eventually(() =>
      expect(told.map((each) => each.type === 'put' && each.entry.key)).toEqual([
        '/roles/a',
        '/roles/leased',
        '/roles/b',
      ]),
    );
    expect(resets).toBe(0);
    expect(await coordination.get('/roles/leased')).toBeDefined();
    await log.append('call-events', [{ key: 'c', value: Buffer.from('after') }]);
    const records = await readAll(log, 'call-events', 2);
    expect(records.map((record) => Buffer.from(record.value).toString())).toEqual(['before', 'after']);
    await eventually(async () => expect(await sql.query('SELECT id FROM kept')).toEqual([{ id: 'before' }]));
    await lease.revoke();
    expect(await coordination.get('/roles/leased')).toBeUndefined();
  });

  it('leaves no PostgreSQL behind when it is killed', async () => {
    const dataFolder = newFolder();
    const { child, ready } = await start(dataFolder);
    const { postgresPid } = ready as { postgresPid: number };
    expect(isAlive(postgresPid)).toBe(true);
    await kill(child);
    await eventually(() => expect(isAlive(postgresPid)).toBe(false));
  });

  it('is away for its clients while it stands still, and takes nothing from them for it', async () => {
    const dataFolder = newFolder();
    const { child } = await start(dataFolder);
    const { coordination, log } = client(dataFolder);
    const told: string[] = [];
    coordination.watch(
      '/x/',
      (change) => told.push(change.type),
      () => told.push('reset'),
    );
    const lease = await coordination.grantLease(60_000);
    await coordination.put('/x/mine', '1', { lease });
    child.kill('SIGSTOP');
    const startedMs = Date.now();
    await expect(coordination.put('/x/other', '1')).rejects.toThrow(EngineAway);
    await expect(log.append('t', [{ key: 'k', value: Buffer.from('1') }])).rejects.toThrow(EngineAway);
    expect(Date.now() - startedMs).toBeLessThan(6_000);
    child.kill('SIGCONT');
    await eventually(() => coordination.put('/x/later', '1'));
    await eventually(async () => expect(await coordination.get('/x/mine')).toBeDefined());
    // What was asked for while it stood still may have been done: the watch tells, and tells it once.
    const { entries } = await coordination.list('/x/');
    await eventually(() => expect(told).toEqual(entries.map(() => 'put')));
  });

  it('starts over a lock file that a killed server left, even when its pid is somebody else now', async () => {
    const dataFolder = newFolder();
    const { child } = await start(dataFolder);
    const lock = join(dataFolder, 'engines', 'postgres', 'postmaster.pid');
    const text = readFileSync(lock, 'utf8');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, text.replace(/^\d+/, String(process.pid)));
    await start(dataFolder);
  });

  it('refuses to run twice on one folder, and leaves the first alone', async () => {
    const dataFolder = newFolder();
    await start(dataFolder);
    await expect(start(dataFolder, { process: 'other' })).rejects.toThrow(/another process runs the engines/);
    await client(dataFolder).coordination.put('/still', 'here');
  });

  it('says what is wrong with its configuration', async () => {
    await expect(start(newFolder(), { extra: { partitons: 3 } })).rejects.toThrow(
      /unknown key "partitons"; did you mean "partitions"\?/,
    );
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const dataFolder = join(newFolder(), 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(dataFolder, { recursive: true });
    await start(dataFolder);
    const socketFolder = engineSocketFolder(dataFolder);
    folders.push(socketFolder);
    expect(socketFolder.startsWith(tmpdir())).toBe(true);
    const engines = client(dataFolder);
    expect(await engines.sql.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await engines.cache.set('a', '1', 1_000);
  });

  it('closes on garbage, hurts nobody else by it, and takes asks as before', async () => {
    const dataFolder = newFolder();
    await start(dataFolder);
    const engines = client(dataFolder);
    await engines.coordination.put('/a', '1');
    for (const garbage of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.alloc(64),
      Buffer.from(systemRandom.bytes(4_096)),
      Buffer.from([0, 0, 0, 12, 0, 0, 0, 4, 0, 0, ...Buffer.from('nope'), 1, 2]),
      frameOf({ type: 'hello', version: 99 }),
      frameOf({ type: 'ask', id: 1, op: 'get', ask: { key: 'before hello' } }),
      Buffer.concat([frameOf({ type: 'hello', version: 1 }), frameOf({ type: 'ask', id: 1, op: 'drop' })]),
    ]) {
      const socket = connect(engineSocketPath(engineSocketFolder(dataFolder)));
      socket.on('error', () => {});
      socket.resume();
      socket.write(garbage);
      await once(socket, 'close');
    }
    expect((await engines.coordination.get('/a'))?.value).toBe('1');
    expect(engines.counters.disconnected).toBe(0);
  });
});

const kept = {
  name: 'test/0001-kept',
  statements: ['CREATE TABLE kept (region TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (region, id))'],
};

function frameOf(header: object): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const fixed = Buffer.alloc(10);
  fixed.writeUInt32BE(6 + json.byteLength, 0);
  fixed.writeUInt32BE(json.byteLength, 4);
  return Buffer.concat([fixed, json]);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-process-'));
  folders.push(folder);
  return folder;
}

function client(dataFolder: string): Engines {
  const engines = connectEngines(engineSocketFolder(dataFolder), ports);
  clients.push(engines);
  return engines;
}

async function start(
  dataFolder: string,
  { process: name = 'engines', extra = {} }: { process?: string; extra?: object } = {},
): Promise<{ child: ChildProcess; ready: object }> {
  const config = join(dataFolder, `${name}.json`);
  const settings = { name, dataDir: join(dataFolder, name), logLevel: 'warn' };
  writeFileSync(config, JSON.stringify({ process: settings, dataFolder, ...extra }));
  const child = fork(main, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(child);
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('message', (message: { postgresPid: number }) => {
      servers.push(message.postgresPid);
      resolve({ child, ready: message });
    });
    child.on('exit', (status) => reject(new Error(`exit ${status}: ${said}`)));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(check: () => unknown, withinMs = 5_000): Promise<void> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
