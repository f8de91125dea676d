import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../deploy/cluster/start-cluster.ts';
import type { Timers } from '../../kernel/ports/timers.ts';

export interface StartSeen {
  /** `null`: it had to be killed, because it started or hung. */
  readonly status: number | null;
  readonly stderr: string;
}

/** Starts `main` (from the repository's root) with what a configuration file says and `change`, and waits for its end. */
export function startWithFault(
  main: string,
  configFile: string,
  change: object,
  folder: string,
  patience: { readonly timers: Timers; readonly withinMs: number },
): Promise<StartSeen> {
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as object;
  const file = join(folder, `${main.replaceAll(/\W/g, '-')}.json`);
  writeFileSync(file, JSON.stringify({ ...config, ...change }), { mode: 0o600 });
  const child = spawn(process.execPath, [join(projectDir, main), '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(projectDir, 'node_modules/.cache/compile') },
  });
  let stderr = '';
  child.stderr!.on('data', (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  return new Promise((resolve) => {
    const late = patience.timers.after(patience.withinMs, () => child.kill('SIGKILL'));
    child.once('close', (status) => {
      late.cancel();
      resolve({ status, stderr });
    });
  });
}
