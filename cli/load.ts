import { type Command, InvalidArgumentError } from 'commander';
import { readClusterFile } from '../deploy/cluster/cluster-file.ts';
import { type Address, parseAddress } from '../kernel/ports/datagram.ts';
import type { LoadResult } from '../population/load/load-tally.ts';
import { type LoadOutcome, type LoadProgress, runLoad } from '../population/load/run-load.ts';
import { dataOption } from './data-folder.ts';
import { count, positive, wholeNumber } from './option-values.ts';
import { printJson } from './outcome.ts';
import { populationPorts } from './population-ports.ts';

interface LoadFlags {
  readonly rate: number;
  readonly calls: number;
  readonly talk: number;
  readonly to?: readonly Address[];
  readonly dnis: string;
  readonly patience: number;
  readonly data: string;
  readonly json?: boolean;
}

/** `tandem load`: simulated callers over real SIP and RTP, at a steady rate. */
export function addLoad(program: Command): void {
  program
    .command('load')
    .description('call the cluster at a steady rate, with audio, and say what came of the calls')
    .option('--rate <R>', 'calls offered per second', positive, 10)
    .option('--calls <N>', 'how many calls', count, 100)
    .option('--talk <MS>', 'how long each caller talks to the agent', wholeNumber, 2000)
    .option('--to <host:port...>', "whom to call; a running cluster's routers unless given", addresses)
    .option('--dnis <number>', 'the number dialed', '4001')
    .option('--patience <MS>', 'how long a caller waits for an agent', wholeNumber, 60_000)
    .addOption(dataOption())
    .option('--json', 'one line of JSON, for programs')
    .action(async (flags: LoadFlags) => {
      process.exitCode = await load(flags);
    });
}

/** Exit status 0 only if every call offered was answered by an agent, with its audio. */
async function load(flags: LoadFlags): Promise<number> {
  const to = flags.to ?? routersOf(flags.data);
  const ports = populationPorts();
  const outcome = await runLoad(
    ports,
    {
      rate: flags.rate,
      calls: flags.calls,
      talkMs: flags.talk,
      to,
      dnis: flags.dnis,
      patienceMs: flags.patience,
    },
    (progress) => process.stderr.write(`${progressLine(progress, flags.calls)}\n`),
  );
  if (outcome.skippedFrames > 0) {
    process.stderr.write(
      `this machine was too busy for its own callers: they left out ${outcome.skippedFrames} frames of 20 ms\n`,
    );
  }
  if (flags.json) printJson(outcome.result);
  else process.stdout.write(summary(outcome));
  return outcome.result.answered === flags.calls ? 0 : 1;
}

function routersOf(dataDir: string): Address[] {
  const routers = readClusterFile(dataDir).routers.map(({ sip }) => parseAddress(sip));
  return routers.filter((address) => address !== undefined);
}

function progressLine(progress: LoadProgress, calls: number): string {
  const { offered, open, answered, failed, abandoned, noAudio, passedMs } = progress;
  const seconds = Math.round(passedMs / 1000);
  return `${seconds} s: ${offered} of ${calls} offered, ${open} open, ${answered} answered, ${failed} failed, ${abandoned} abandoned, ${noAudio} without audio`;
}

function summary({ result, faults }: LoadOutcome): string {
  const lines = labels.map(([field, label]) => `${label.padEnd(34)} ${result[field]}`);
  const why = [...faults].map(([fault, count]) => `  ${count} × ${fault}`);
  return `${[...lines, ...why].join('\n')}\n`;
}

const labels: readonly (readonly [keyof LoadResult, string])[] = [
  ['offered', 'offered'],
  ['answered', 'answered by agents'],
  ['failed', 'failed'],
  ['abandoned', 'abandoned'],
  ['noAudio', 'without audio'],
  ['setupP50Ms', 'INVITE to 200, p50 ms'],
  ['setupP99Ms', 'INVITE to 200, p99 ms'],
  ['agentP50Ms', "INVITE to the agent's voice, p50 ms"],
  ['agentP99Ms', "INVITE to the agent's voice, p99 ms"],
];

/** Collects one address for each time the option is given. */
function addresses(text: string, before: readonly Address[] | undefined): readonly Address[] {
  const address = parseAddress(text);
  if (!address) throw new InvalidArgumentError('Write it as host:port, such as 127.0.1.1:5060.');
  return [...(before ?? []), address];
}
