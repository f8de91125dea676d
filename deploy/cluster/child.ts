import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import type { ProcessSpec } from './process-spec.ts';

export interface ChildEvents {
  ready(said: Readonly<Record<string, unknown>>): void;
  /** Once, after its last output. `reason` is for people: its own words where it left any. */
  ended(reason: string): void;
}

/** One life of one process. */
export interface Child {
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts a process on this very executable, in a process group of its own (so that Ctrl-C at the
 * terminal reaches the supervisor alone, which then closes everybody in order), with an IPC channel
 * whose end tells it that the supervisor is gone.
 */
export function startChild(
  spec: ProcessSpec,
  environment: Readonly<Record<string, string>>,
  events: ChildEvents,
): Child {
  const errorFile = errorFileOf(spec);
  const log = openSync(spec.logFile, 'a', 0o600);
  const errors = openSync(errorFile, 'a', 0o600);
  const saidBefore = statSync(errorFile).size;
  let child: ChildProcess;
  try {
    child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', spec.main, '--config', spec.configFile],
      {
        stdio: ['ignore', log, errors, 'ipc'],
        detached: true,
        env: { ...process.env, ...environment },
      },
    );
  } finally {
    closeSync(log);
    closeSync(errors);
  }
  let over = false;
  const end = (reason: string) => {
    if (over) return;
    over = true;
    events.ended(reason);
  };
  child.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('type' in message)) return;
    const { type, ...said } = message as Record<string, unknown>;
    if (type === 'ready' && !over) events.ready(said);
  });
  child.on('error', (error) => end(`could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    const words = lastWords(errorFile, saidBefore);
    const how = signal ? `killed by ${signal}` : `exit status ${code}`;
    end(words === '' ? how : `${how}: ${words}`);
  });
  return {
    pid: child.pid ?? 0,
    signal: (signal) => {
      if (!over) child.kill(signal);
    },
  };
}

export function errorFileOf(spec: ProcessSpec): string {
  return spec.logFile.replace(/\.log$/, '.err');
}

const wordsMax = 1000;

function lastWords(file: string, from: number): string {
  try {
    return readFileSync(file).subarray(from).toString('utf8').trim().slice(0, wordsMax);
  } catch {
    return '';
  }
}
