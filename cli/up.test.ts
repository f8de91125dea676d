import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../deploy/cluster/alive.ts';
import { type ClusterFile, clusterFilePath, readClusterFile } from '../deploy/cluster/cluster-file.ts';
import { examineRunning, processesOf } from '../deploy/doctor/running.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { askSupervisor } from '../platform/control/client.ts';

const launcher = resolve(import.meta.dirname, '../bin/tandem');
const folder = mkdtempSync(join(tmpdir(), 'tandem-up-'));
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill('SIGKILL');
    await until(() => child.exitCode !== null || child.signalCode !== null, 5000);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function until(holds: () => boolean, withinMs: number): Promise<number> {
  const startMono = systemClock.monoMs();
  while (!holds()) {
    if (systemClock.monoMs() - startMono > withinMs) expect.unreachable(`not within ${withinMs} ms`);
    await new Promise<void>((done) => systemTimers.after(25, done));
  }
  return systemClock.monoMs() - startMono;
}

function up(dataDir: string, ...options: string[]) {
  const child = spawn(launcher, ['up', '--data', dataDir, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text;
    });
  }
  const over = () => child.exitCode !== null || child.signalCode !== null;
  return { child, over, said: () => said };
}

async function upAndReady(
  dataDir: string,
): Promise<{ child: ChildProcess; said: () => string; file: ClusterFile }> {
  const { child, over, said } = up(dataDir, '--agents', '2', '--traffic', 'off');
  await until(() => existsSync(clusterFilePath(dataDir)) || over(), 60_000);
  if (over()) expect.unreachable(`tandem up ended: ${said()}`);
  return { child, said, file: readClusterFile(dataDir) };
}

/** Every process of the cluster and every descendant of one, PostgreSQL's included. */
function everybody(file: ClusterFile): number[] {
  const named = processesOf(file).map(({ pid }) => pid);
  const parents = new Map<number, number>();
  for (const entry of existsSync('/proc') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
    } catch {
      // It has ended since.
    }
  }
  const all = new Set(named);
  for (let size = 0; size !== all.size; ) {
    size = all.size;
    for (const [pid, parent] of parents) if (all.has(parent)) all.add(pid);
  }
  return [...all].filter((pid) => pid > 0);
}

describe('tandem up', () => {
  it('starts a cluster, keeps it, and ends it in order', { timeout: 120_000 }, async () => {
    const dataDir = join(folder, 'ordered');
    const { child, said, file } = await upAndReady(dataDir);

    expect(file.routers).toHaveLength(3);
    expect(file.sites.map((site) => site.id)).toEqual(['beijing', 'shanghai', 'guangzhou']);
    expect(file.sites[0]?.agents).toHaveLength(2);
    expect([file.gateways.length, file.backends.length]).toEqual([2, 2]);
    expect(statSync(clusterFilePath(dataDir)).mode & 0o777).toBe(0o600);
    expect((await fetch(`http://${file.console}/`)).status).toBe(200);
    await until(() => said().includes(`http://${file.console}/`), 2000);
    expect(examineRunning(dataDir).allAlive).toBe(true);

    const second = up(dataDir);
    await until(second.over, 20_000);
    expect(second.said()).toMatch(/a cluster already runs in .* choose another folder with --data DIR/);
    expect(second.child.exitCode).toBe(1);

    const shanghai = file.sites[1]!;
    await askSupervisor(file.up.control, { command: 'kill', process: 'shanghai.node', restart: true });
    await until(() => {
      const pid = readClusterFile(dataDir).sites[1]!.pid;
      return pid !== 0 && pid !== shanghai.pid;
    }, 20_000);
    expect(readClusterFile(dataDir).sites[1]).toMatchObject({ sip: shanghai.sip, desktop: shanghai.desktop });

    const pids = everybody(readClusterFile(dataDir));
    child.kill('SIGTERM');
    await until(() => !pids.some(isAlive), 5500);
    await until(() => child.exitCode !== null, 1000);
    expect(child.exitCode).toBe(0);
    expect(existsSync(clusterFilePath(dataDir))).toBe(false);
  });

  it('leaves no process five seconds after kill -9', { timeout: 120_000 }, async () => {
    const dataDir = join(folder, 'killed');
    const { child, file } = await upAndReady(dataDir);
    const pids = everybody(file);
    expect(pids.length).toBeGreaterThan(15);
    child.kill('SIGKILL');
    await until(() => !pids.some(isAlive), 5000);
  });

  it('ends in order when it is told to while it starts', { timeout: 60_000 }, async () => {
    const { child, over, said } = up(join(folder, 'early'));
    await until(() => said().includes('starting'), 10_000);
    child.kill('SIGINT');
    await until(over, 6000);
    expect(said()).toContain('ended before everything was started');
    expect(child.exitCode).toBe(1);
  });

  it('says in one sentence what is wrong with its configuration', { timeout: 30_000 }, async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'greetings: loud\n');
    const { child, over, said } = up(join(folder, 'bad'), '--config', file);
    await until(over, 10_000);
    expect(child.exitCode).toBe(1);
    expect(said()).toMatch(/^tandem: .*bad\.yaml: unknown key "greetings"; known here: sites, agents/);
  });
});
