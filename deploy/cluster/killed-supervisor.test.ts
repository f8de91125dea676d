import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { isAlive } from './alive.ts';

it('kill -9 of the supervisor leaves no process after five seconds, busy or stopped ones neither', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-killed-'));
  const program = resolve(import.meta.dirname, 'fixtures/small-cluster.ts');
  const supervisor = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(supervisor.stdout, 'data');
  const pids: number[] = JSON.parse(String(line));
  expect(pids).toHaveLength(4);
  expect(pids.every(isAlive)).toBe(true);

  supervisor.kill('SIGKILL');
  const killedMono = systemClock.monoMs();
  while (pids.some(isAlive) && systemClock.monoMs() - killedMono < 5000) {
    await new Promise<void>((done) => systemTimers.after(50, done));
  }
  expect(pids.filter(isAlive)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
