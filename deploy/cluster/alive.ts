import { readFileSync } from 'node:fs';

/** True while the process runs or stands still; a dead one that nobody has collected yet counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)[0] !== 'Z';
}

/** When the process started, in clock ticks since the machine's boot; empty where the system doesn't tell. */
export function startOf(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/** Fields of proc(5)'s stat from the third on; empty where there is none. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows the last one is regular.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
