import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { takeBoot } from './boot.ts';

const fixture = join(import.meta.dirname, 'fixtures/small-process.ts');
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tandem-process-'));
  cleanUps.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Run {
  readonly child: ChildProcess;
  readonly dataDir: string;
  readonly ready: Promise<Record<string, unknown>>;
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  said(): string;
}

/** After the last of its output. */
async function exitOf(child: ChildProcess) {
  const [[code, signal]] = await Promise.all([
    once(child, 'exit'),
    once(child.stdout!, 'end'),
    once(child.stderr!, 'end'),
  ]);
  return { code, signal };
}

function run(config: object, options: { dataDir?: string; name?: string } = {}): Run {
  const dataDir = options.dataDir ?? folder();
  const file = join(dataDir, 'config.json');
  const about = { name: options.name ?? 'small-1', dataDir, closeWithinMs: 300 };
  writeFileSync(file, JSON.stringify({ process: about, ...config }));
  const child = spawn(process.execPath, [fixture, '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.on('data', (data) => {
    said += data;
  });
  child.stderr?.on('data', (data) => {
    said += data;
  });
  cleanUps.push(() => child.kill('SIGKILL'));
  return {
    child,
    dataDir,
    ready: new Promise((resolve) =>
      child.once('message', (message) => resolve(message as Record<string, unknown>)),
    ),
    exit: exitOf(child),
    said: () => said,
  };
}

describe('a process', () => {
  it('tells its parent when it is ready, and closes in order on SIGTERM', async () => {
    const { child, ready, exit, dataDir } = run({ address: '127.0.0.1:7000' });
    expect(await ready).toEqual({ type: 'ready', pid: child.pid, http: '127.0.0.1:7000' });
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(readFileSync(join(dataDir, 'notes'), 'utf8')).toBe('boot 1\nclosed\n');
  });

  it('ends anyway when its close takes too long', async () => {
    const { child, ready, exit, said } = run({ afterwards: 'hang-on-close' });
    await ready;
    child.kill('SIGINT');
    expect((await exit).code).toBe(0);
    expect(said()).toContain('not closed in time');
  });

  it('says in one sentence why it does not start', async () => {
    const refused = run({ refuse: 'the moon is in the way; wait a month' });
    expect((await refused.exit).code).toBe(1);
    expect(refused.said()).toContain('small: the moon is in the way; wait a month\n');
    const unknown = run({ adress: 'x' });
    expect((await unknown.exit).code).toBe(1);
    expect(unknown.said()).toMatch(/config\.json: unknown key "adress"; did you mean "address"\?\n/);
    expect(unknown.said()).not.toContain('    at ');
  });

  it('logs an uncaught exception and ends with status 1', async () => {
    const { exit, said } = run({ afterwards: 'crash' });
    expect((await exit).code).toBe(1);
    expect(said()).toContain('uncaught exception');
    expect(said()).toContain('"process":"small-1"');
  });

  it('can end itself in order when it can not go on', async () => {
    const { exit, dataDir } = run({ afterwards: 'fail' });
    expect((await exit).code).toBe(1);
    expect(readFileSync(join(dataDir, 'notes'), 'utf8')).toContain('closed');
  });

  it('exits at once when its parent is gone', async () => {
    const { child, ready, exit } = run({});
    await ready;
    child.disconnect();
    expect((await exit).code).toBe(1);
  });

  it('counts its boots over restarts', async () => {
    const first = run({});
    await first.ready;
    first.child.kill('SIGKILL');
    await first.exit;
    const second = run({}, { dataDir: first.dataDir });
    await second.ready;
    expect(readFileSync(join(first.dataDir, 'notes'), 'utf8')).toBe('boot 1\nboot 2\n');
  });
});

describe('the boot number', () => {
  const random = { unit: () => 0, bytes: (count: number) => new Uint8Array(count).fill(7) };

  it('rises with each boot', () => {
    const dataDir = folder();
    expect(takeBoot(dataDir, random)).toEqual({ number: 1, nonce: '070707', text: '1-070707' });
    expect(takeBoot(dataDir, random).number).toBe(2);
  });

  it('is never guessed: a damaged file stops the start', () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'boot.json'), 'x');
    expect(() => takeBoot(dataDir, random)).toThrow(/is damaged\. Write \{"boot": N\}/);
  });
});
