import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const launcher = resolve(import.meta.dirname, '../bin/tandem');
const folder = mkdtempSync(join(tmpdir(), 'tandem launcher '));
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(program, args, { cwd: folder }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('the launcher', () => {
  it('may be executed', () => {
    expect(statSync(launcher).mode & 0o777).toBe(0o755);
  });

  it('runs on the pinned Node.js from another folder', async () => {
    const { code, out } = await run(launcher, 'doctor', '--json');
    expect(JSON.parse(out).findings[0]).toMatchObject({ what: 'Node.js, pinned', state: 'has' });
    expect([0, 1]).toContain(code);
  });

  it('runs through a chain of symbolic links', async () => {
    symlinkSync(launcher, join(folder, 'first'));
    symlinkSync('first', join(folder, 'second'));
    expect((await run(join(folder, 'second'), '--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('says what to do when nothing is installed', async () => {
    const bare = join(folder, 'bare', 'bin');
    mkdirSync(bare, { recursive: true });
    cpSync(launcher, join(bare, 'tandem'));
    const { code, err } = await run(join(bare, 'tandem'), 'up');
    expect(code).toBe(1);
    expect(err).toMatch(/run "npm ci" in .*bare first/);
  });
});

describe('the program', () => {
  it('lists its verbs, and helps on each', async () => {
    const { out } = await run(launcher, '--help');
    const verbs = [...out.matchAll(/^ {2}(\w+)/gm)]
      .map((match) => match[1]!)
      .filter((verb) => verb !== 'help');
    expect(verbs).toContain('up');
    expect(verbs).toContain('doctor');
    for (const verb of verbs) {
      const help = await run(launcher, verb, '--help');
      expect(help.code).toBe(0);
      expect(help.out).toContain(`tandem ${verb}`);
    }
  });

  it('refuses what it does not know, with what was meant', async () => {
    expect((await run(launcher, 'upp')).err).toMatch(/Did you mean up\?/);
    expect((await run(launcher, 'up', '--agents', 'many')).err).toMatch(/whole number from 0 to 500/);
    const real = await run(launcher, 'up', '--engines', 'real');
    expect(real.code).toBe(1);
    expect(real.err).toMatch(/not available in this version/);
    const none = await run(launcher, 'up', '--config', 'none.yaml');
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('none.yaml: there is no such file') });
    const stranger = await run(launcher, 'doctor', '--running', '--data', 'nowhere');
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('no cluster runs in nowhere') });
  });
});
