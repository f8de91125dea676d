import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { askSupervisor } from './client.ts';
import { type CheckedControlRequest, controlSocketPath, type ProcessStatus } from './protocol.ts';
import { serveControl } from './server.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const router: ProcessStatus = {
  name: 'shanghai.router',
  kind: 'router',
  site: 'shanghai',
  state: 'ready',
  pid: 7,
  restarts: 0,
  ready: {},
};

async function start(carryOut: (request: CheckedControlRequest) => readonly ProcessStatus[]) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-control-'));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const path = controlSocketPath(folder);
  writeFileSync(path, 'left by an earlier one');
  const server = await serveControl(path, carryOut);
  cleanUps.push(() => server.close());
  return path;
}

describe('the control socket', () => {
  it('carries a request out and answers with the processes concerned', async () => {
    const asked: CheckedControlRequest[] = [];
    const path = await start((request) => {
      asked.push(request);
      return [router];
    });
    expect(await askSupervisor(path, { command: 'kill', site: 'shanghai' })).toEqual([router]);
    expect(asked).toEqual([{ command: 'kill', site: 'shanghai', signal: 'SIGKILL', restart: false }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses what it does not understand, in a sentence', async () => {
    const path = await start(() => {
      throw new Error('there is no process "x"');
    });
    await expect(askSupervisor(path, { command: 'start', process: 'x' })).rejects.toThrow(
      'there is no process "x"',
    );
    await expect(askSupervisor(path, { command: 'kill' })).rejects.toThrow('name a process or a site');
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(path, () => socket.write('garbage\n'));
      socket.on('data', (data) => resolve(data.toString()));
    });
    expect(JSON.parse(raw)).toEqual({ ok: false, message: 'not one line of JSON' });
  });

  it('that nobody listens on says how to start a cluster', async () => {
    await expect(askSupervisor('/nowhere/control.sock', { command: 'status' })).rejects.toMatchObject({
      code: 'no-supervisor',
      message: expect.stringContaining('tandem up'),
    });
  });
});
