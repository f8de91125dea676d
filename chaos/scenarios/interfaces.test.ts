import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../checks/present.ts';
import type { ClusterFile } from '../../deploy/cluster/cluster-file.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';

const tandem = resolve(import.meta.dirname, '../../bin/tandem');
const dataDir = mkdtempSync(join(tmpdir(), 'tandem-interfaces-'));
const withoutDropping = missing('nft').length > 0;
const pause = (ms: number) => new Promise<void>((done) => systemTimers.after(ms, done));

interface Ended {
  readonly status: number | null;
  /** The last line of standard output, as JSON. */
  readonly said: Record<string, unknown>;
  readonly errors: string;
}

/** Runs one verb to its end, as a stranger's script would. */
function run(...words: string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(tandem, [...words, '--data', dataDir, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.on('close', (status) => {
      const last = out.trim().split('\n').at(-1) ?? '';
      done({ status, said: last.startsWith('{') ? JSON.parse(last) : {}, errors: `${errors}${out}` });
    });
  });
}

/** One cluster, started and used by the command line alone, as the README tells a stranger to. */
describe('the command line, on a whole cluster', () => {
  let up: ChildProcess;
  let file: ClusterFile;

  beforeAll(async () => {
    up = spawn(tandem, ['up', '--data', dataDir, '--traffic', 'off', '--agents', '16'], { stdio: 'ignore' });
    const path = join(dataDir, 'cluster.json');
    for (let waitedMs = 0; !existsSync(path) && waitedMs < 100_000; waitedMs += 200) await pause(200);
    file = JSON.parse(readFileSync(path, 'utf8')) as ClusterFile;
  }, 120_000);

  afterAll(async () => {
    const gone = new Promise((done) => up.once('exit', done));
    up.kill('SIGTERM');
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);

  it('writes cluster.json with every address and pid that programs rely on', () => {
    const address = /^[\d.]+:\d+$/;
    expect(file.console).toMatch(address);
    expect(file.routers.map(({ site }) => site).sort()).toEqual(['beijing', 'guangzhou', 'shanghai']);
    for (const router of file.routers) {
      expect([router.sip, router.grpc].every((each) => address.test(each)) && router.pid > 0).toBe(true);
    }
    for (const site of file.sites) {
      expect(site.agents).toHaveLength(16);
      expect([site.sip, site.desktop, site.agents[0]!.sip].every((each) => address.test(each))).toBe(true);
      expect(site.agents[0]!.user).not.toBe('');
      expect(site.agents[0]!.password.length).toBeGreaterThan(8);
    }
    expect(file.gateways).toHaveLength(2);
    expect(file.backends).toHaveLength(2);
    const pids = [...file.routers, ...file.sites, ...file.gateways, ...file.backends, file.ops].map(
      ({ pid }) => pid,
    );
    expect(new Set(pids).size).toBe(11);
    for (const pid of pids) expect(() => process.kill(pid, 0)).not.toThrow();
  });

  it('calls, and every call is answered with audio', async () => {
    const { status, said, errors } = await run('load', '--rate', '5', '--calls', '20', '--talk', '1500');
    expect(said, errors).toMatchObject({ offered: 20, answered: 20, failed: 0, abandoned: 0, noAudio: 0 });
    for (const figure of ['setupP50Ms', 'setupP99Ms', 'agentP50Ms', 'agentP99Ms']) {
      expect(said[figure], figure).toBeGreaterThan(0);
    }
    expect(status).toBe(0);
  });

  it('has one record for each call, and all adds up', async () => {
    const { status, said, errors } = await run('records', 'check');
    expect(said, errors).toEqual({
      calls: 20,
      withoutRecord: 0,
      withTwoRecords: 0,
      openTooLong: 0,
      overlappingAgents: 0,
      identityHolds: true,
    });
    expect(status).toBe(0);
  });

  it('says what it uses: under 2 GB, started in under 30 s', async () => {
    const { said, errors } = await run('doctor', '--running');
    const text = JSON.stringify(said);
    const running = (said.running ?? said) as Record<string, unknown>;
    expect(running.startedInMs, text + errors).toBeLessThan(30_000);
    expect(running.pssBytes, text).toBeGreaterThan(200 * 1024 * 1024);
    expect(running.pssBytes, text).toBeLessThan(2 * 1024 * 1024 * 1024);
  });

  const ways = withoutDropping ? ['kill', 'stop'] : ['kill', 'stop', 'drop'];
  it.each(ways)('loses a site (%s) and no later call fails, none unaccounted for', async (how) => {
    const words = ['chaos', 'site-loss', '--how', how, '--rate', '6', '--before', '4', '--after', '6'];
    const { status, said, errors } = await run(...words);
    expect(said, errors).toMatchObject({ name: 'site-loss', holds: true });
    expect(status).toBe(0);
  });

  it('loses a back-end, and no transaction is lost or done twice', async () => {
    const { status, said, errors } = await run('chaos', 'backend-loss', '--rate', '30', '--away', '4');
    expect(said, errors).toMatchObject({ name: 'backend-loss', holds: true });
    expect(status).toBe(0);
  });
});
