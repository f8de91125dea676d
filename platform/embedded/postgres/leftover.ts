import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../kernel/ports/clock.ts';
import type { Timers } from '../../../kernel/ports/timers.ts';

const stopWithinMs = 5_000;
const lookEveryMs = 20;

/**
 * Clears what a killed predecessor left in a database folder: its server, if it still runs, is
 * stopped at once (the log brings everything committed back), and `postmaster.pid` goes when it
 * names no server of this folder. To be called only by whoever alone uses the folder.
 */
export async function clearLeftover(
  folder: string,
  clock: Clock,
  timers: Timers,
): Promise<'nothing' | 'stale' | 'stopped'> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return 'nothing';
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  if (!isServerOf(pid, folder)) {
    rmSync(file, { force: true });
    return 'stale';
  }
  const startedMono = clock.monoMs();
  send(pid, 'SIGQUIT');
  while (isServerOf(pid, folder)) {
    const waitedMs = clock.monoMs() - startedMono;
    if (waitedMs > 2 * stopWithinMs)
      throw new Error(
        `the PostgreSQL server ${pid} of ${folder} does not end. End it by hand: kill -9 ${pid}`,
      );
    if (waitedMs > stopWithinMs) send(pid, 'SIGKILL');
    await new Promise<void>((resolve) => {
      timers.after(lookEveryMs, resolve);
    });
  }
  rmSync(file, { force: true });
  return 'stopped';
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether that process lives and is a PostgreSQL server on that folder; a pid is soon used again by others. */
function isServerOf(pid: number, folder: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.some((word) => /postgres$/.test(word)) && command.includes(folder);
  } catch {
    // Without /proc (macOS) the pid is all there is: PostgreSQL itself will refuse if it is another's.
    return !existsSync('/proc/self');
  }
}
