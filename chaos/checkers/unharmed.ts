import type { ProcessStatus } from '../../platform/control/protocol.ts';
import type { Promised } from '../verdict.ts';

/** A process as the supervisor saw it, and what its logs gained meanwhile. */
export interface Watched {
  readonly before: Pick<ProcessStatus, 'name' | 'pid' | 'restarts'>;
  /** `undefined`: the supervisor no longer knows it. */
  readonly after: Pick<ProcessStatus, 'pid' | 'restarts' | 'state'> | undefined;
  /** Lines of JSON, each with pino's `level`. */
  readonly logged: string;
  /** What went to standard error. */
  readonly stderr: string;
}

const errorLevel = 50;
/** What an hour of bad input may add to one log: what is told about it is told now and then, not by the message. */
const lines_max = 100;

/** Whether bad input did nothing to the processes that got it: none died, none complained by the message. */
export function promisesOfUnharmed(watched: readonly Watched[]): Promised[] {
  return [
    { holds: watched.length > 0, otherwise: 'no process was watched' },
    ...watched.flatMap(({ before, after, logged, stderr }): Promised[] => {
      const lines = logged.split('\n').filter((line) => line.trim() !== '');
      const errors = lines.filter((line) => levelOf(line) >= errorLevel);
      const { name } = before;
      return [
        {
          holds: after?.state === 'ready' && after.pid === before.pid && after.restarts === before.restarts,
          otherwise: `${name} was ${before.pid} and is ${after?.pid ?? 'gone'} (${after?.state ?? 'gone'})`,
        },
        { holds: errors.length === 0, otherwise: `${name} logged ${errors.length} errors: ${errors[0]}` },
        {
          holds: lines.length <= lines_max,
          otherwise: `${name} logged ${lines.length} lines, such as ${lines.at(-1)}`,
        },
        { holds: stderr === '', otherwise: `${name} wrote to standard error: ${stderr.slice(0, 400)}` },
      ];
    }),
  ];
}

/** What is no line of a log counts as an error. */
function levelOf(line: string): number {
  try {
    return (JSON.parse(line) as { level?: number }).level ?? errorLevel;
  } catch {
    return errorLevel;
  }
}
