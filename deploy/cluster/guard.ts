import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A watcher that outlives a killed supervisor. Processes of the cluster leave by themselves when
 * their parent's channel closes; one that was stopped (SIGSTOP), or is stuck in a loop, can't. This
 * shell holds a pipe from the supervisor and, when the pipe closes without a farewell, gives them a
 * moment and then kills the process group of each that is left.
 */
const script = `
trap '' INT HUP TERM
pids=' '
while read -r word pid; do
  case $word in
    add) pids="$pids$pid " ;;
    drop) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
    farewell) exit 0 ;;
  esac
done
sleep 2
for pid in $pids; do
  kill -s KILL -- "-$pid" 2>/dev/null
done
`;

export interface Guard {
  add(pid: number): void;
  drop(pid: number): void;
  /** Everybody has left in order: nothing to guard any more. */
  farewell(): void;
  /** Closes the pipe without a farewell, as the supervisor's death does. */
  abandon(): void;
  readonly pid: number;
}

export function startGuard(): Guard {
  const shell: ChildProcess = spawn('/bin/sh', ['-c', script, 'tandem-guard'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  const say = (line: string) => shell.stdin?.write(`${line}\n`);
  return {
    add: (pid) => say(`add ${pid}`),
    drop: (pid) => say(`drop ${pid}`),
    farewell: () => {
      shell.stdin?.end('farewell\n');
      shell.unref();
    },
    abandon: () => shell.stdin?.end(),
    pid: shell.pid ?? 0,
  };
}
