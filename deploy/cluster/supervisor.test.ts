import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { isAlive } from './alive.ts';
import { type Guard, startGuard } from './guard.ts';
import type { ProcessKind, ProcessSpec } from './process-spec.ts';
import { Supervisor } from './supervisor.ts';

const main = resolve(import.meta.dirname, '../../platform/process/fixtures/small-process.ts');
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const pause = (ms: number) => new Promise<void>((done) => systemTimers.after(ms, done));
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (holds()) return;
    await pause(20);
  }
  expect.unreachable('it never came to be');
}

interface Part {
  readonly name: string;
  readonly kind?: ProcessKind;
  readonly site?: string;
  readonly config?: object;
}

function cluster(...parts: Part[]) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-supervisor-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const specs: ProcessSpec[] = parts.map(({ name, kind, site, config }) => {
    const dataDir = join(folder, name);
    mkdirSync(dataDir);
    const configFile = join(dataDir, 'config.json');
    writeFileSync(configFile, JSON.stringify({ process: { name, dataDir, closeWithinMs: 300 }, ...config }));
    return {
      name,
      kind: kind ?? 'node',
      site: site ?? '',
      main,
      configFile,
      logFile: join(dataDir, 'x.log'),
    };
  });
  const guard: Guard = startGuard();
  const notes: string[] = [];
  let changes = 0;
  const supervisor = new Supervisor(specs, {
    clock: systemClock,
    timers: systemTimers,
    guard,
    environment: {},
    onChange: () => {
      changes += 1;
    },
    onNote: (note) => notes.push(note),
  });
  cleanUps.push(async () => {
    await supervisor.cut();
    guard.farewell();
  });
  const stateOf = (name: string) => supervisor.status().find((each) => each.name === name)!;
  const notesOf = (name: string) => readFileSync(join(folder, name, 'notes'), 'utf8');
  return { supervisor, guard, notes, stateOf, notesOf, changes: () => changes };
}

describe('the supervisor', () => {
  it('starts processes and knows what they say of themselves', async () => {
    const { supervisor, stateOf } = cluster({ name: 'a', config: { address: '127.0.0.1:9' } }, { name: 'b' });
    await supervisor.start(['node']);
    expect(stateOf('a')).toMatchObject({ state: 'ready', restarts: 0 });
    expect(stateOf('a').ready).toMatchObject({ http: '127.0.0.1:9' });
    expect(isAlive(stateOf('b').pid)).toBe(true);
  });

  it('says in its own words why a process did not start', async () => {
    const { supervisor } = cluster({ name: 'a', config: { refuse: 'port 5060 is in use' } });
    await expect(supervisor.start(['node'])).rejects.toThrow(
      /^a did not start: exit status 1: small: port 5060 is in use\nIts log is .*x\.log$/,
    );
  });

  it('starts a process again that died unasked, under the same name', async () => {
    const { supervisor, stateOf, notes, notesOf } = cluster({
      name: 'a',
      config: { afterwards: 'die-once' },
    });
    await supervisor.start(['node']);
    const { pid } = stateOf('a');
    await until(() => stateOf('a').restarts === 1 && stateOf('a').state === 'ready');
    expect(stateOf('a').pid).not.toBe(pid);
    expect(notesOf('a')).toBe('boot 1\nboot 2\n');
    expect(notes[0]).toMatch(/^a died \(killed by SIGKILL\); it is started again in 250 ms$/);
    expect(notes[1]).toBe('a is back');
  });

  it('keeps down what was killed to stay down, until somebody starts it', async () => {
    const { supervisor, stateOf } = cluster(
      { name: 'sh.router', site: 'shanghai' },
      { name: 'sh.node', site: 'shanghai' },
      { name: 'bj.node', site: 'beijing' },
    );
    await supervisor.start(['node']);
    supervisor.carryOut({ command: 'kill', site: 'shanghai', signal: 'SIGKILL', restart: false });
    await until(() => stateOf('sh.router').state === 'held' && stateOf('sh.node').state === 'held');
    await pause(600);
    expect(stateOf('sh.node')).toMatchObject({ state: 'held', pid: 0 });
    expect(stateOf('bj.node').state).toBe('ready');
    supervisor.carryOut({ command: 'start', site: 'shanghai' });
    await until(() => stateOf('sh.router').state === 'ready' && stateOf('sh.node').state === 'ready');
  });

  it('stops and wakes a process, and closes one that stands still', async () => {
    const { supervisor, stateOf, notesOf } = cluster({ name: 'a' });
    await supervisor.start(['node']);
    const stop = { command: 'kill', process: 'a', signal: 'SIGSTOP', restart: false } as const;
    expect(supervisor.carryOut(stop)[0]?.state).toBe('stopped');
    expect(supervisor.carryOut({ ...stop, signal: 'SIGCONT' })[0]?.state).toBe('ready');
    supervisor.carryOut(stop);
    await supervisor.close();
    expect(stateOf('a')).toMatchObject({ state: 'ended', pid: 0 });
    expect(notesOf('a')).toContain('closed');
  });

  it('closes in the written order', async () => {
    const { supervisor, notesOf, notes } = cluster(
      { name: 'engines', kind: 'engines' },
      { name: 'node', kind: 'node' },
      { name: 'stuck', kind: 'population', config: { afterwards: 'spin' } },
    );
    await Promise.all([supervisor.start(['engines']), supervisor.start(['node', 'population'])]);
    await pause(60);
    const startMono = systemClock.monoMs();
    await supervisor.close();
    expect(systemClock.monoMs() - startMono).toBeLessThan(4000);
    expect(notesOf('engines')).toContain('closed');
    expect(notesOf('node')).toContain('closed');
    expect(notes).toEqual(['stuck did not close within 1000 ms and was killed']);
  });

  it('names what there is when it is asked for what there is not', async () => {
    const { supervisor } = cluster({ name: 'a' });
    const ask = () => supervisor.carryOut({ command: 'start', process: 'b' });
    expect(ask).toThrow('there is no process "b" here; there are a');
  });
});

describe('the guard', () => {
  it('kills who is left when the supervisor is gone without a word, stopped ones too', async () => {
    const { supervisor, guard, stateOf } = cluster(
      { name: 'a' },
      { name: 'b', config: { afterwards: 'spin' } },
    );
    await supervisor.start(['node']);
    await pause(60);
    supervisor.carryOut({ command: 'kill', process: 'a', signal: 'SIGSTOP', restart: false });
    const pids = [stateOf('a').pid, stateOf('b').pid];
    const other = startGuard();
    for (const pid of pids) other.add(pid);
    other.drop(pids[0]!);
    other.add(pids[0]!);
    // The supervisor's own guard is kept out of it; this one's pipe closes as a killed supervisor's would.
    other.abandon();
    await until(() => pids.every((pid) => stateOf('a').pid !== pid && stateOf('b').pid !== pid));
    expect(guard.pid).toBeGreaterThan(0);
  });
});
