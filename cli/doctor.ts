import type { Command } from 'commander';
import { examineMachine, gigabytes } from '../deploy/doctor/machine.ts';
import { examineRunning } from '../deploy/doctor/running.ts';
import { dataOption } from './data-folder.ts';
import { printJson } from './outcome.ts';

interface DoctorOptions {
  readonly running?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what this machine has and lacks and what to do; what a running cluster uses')
    .option('--running', 'look at the running cluster: processes, memory, how long it took to start')
    .addOption(dataOption())
    .option('--json', 'one line of JSON, for programs')
    .action((options: DoctorOptions) => (options.running ? doctorRunning(options) : doctorMachine(options)));
}

const marks = { has: 'has  ', lacks: 'LACKS', 'lacks-optional': 'lacks' };

async function doctorMachine({ json }: DoctorOptions): Promise<void> {
  const findings = await examineMachine();
  const holds = findings.every((finding) => finding.state !== 'lacks');
  if (json) {
    printJson({ holds, findings });
  } else {
    for (const { what, state, found, remedy } of findings) {
      process.stdout.write(`${marks[state]}  ${what.padEnd(27)} ${found}${remedy ? `: ${remedy}` : ''}\n`);
    }
    process.stdout.write(
      holds ? 'A cluster can run here.\n' : 'A cluster would not run well here: see what it LACKS.\n',
    );
  }
  if (!holds) process.exitCode = 1;
}

function doctorRunning({ data, json }: DoctorOptions): void {
  const use = examineRunning(data);
  if (json) {
    printJson(use);
  } else {
    for (const { name, pid, alive, pssBytes, children } of use.processes) {
      const memory = pssBytes < 0 ? 'not told' : `${(pssBytes / 1e6).toFixed(0)} MB`;
      const with_ = children > 0 ? ` with ${children} of its own` : '';
      process.stdout.write(
        `${name.padEnd(20)} ${alive ? `pid ${pid}`.padEnd(12) : 'down        '} ${memory.padStart(8)}${with_}\n`,
      );
    }
    process.stdout.write(
      `memory ${gigabytes(use.pssBytes)} (sum of PSS), started in ${(use.startedInMs / 1000).toFixed(1)} s\n`,
    );
  }
  if (!use.allAlive) process.exitCode = 1;
}
