import type { Command } from 'commander';
import { readClusterFile } from '../deploy/cluster/cluster-file.ts';
import { Regions } from '../ops/projector/regions.ts';
import { type CheckFindings, checkRecords, isAllWell } from '../ops/records/check.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { connectEngines } from '../platform/embedded/client.ts';
import { systemRandom } from '../platform/random/system-random.ts';
import { dataOption } from './data-folder.ts';
import { seconds } from './option-values.ts';
import { printJson } from './outcome.ts';

interface CheckFlags {
  readonly data: string;
  readonly json?: boolean;
  readonly wait: number;
  readonly openLimit: number;
}

/** `tandem records`: what the records say, and whether they add up. */
export function addRecords(program: Command): void {
  const records = program.command('records').description('the records of calls and agents');
  records
    .command('check')
    .description(
      'compare the records with the log: every call has one, no agent is in two places, all adds up',
    )
    .option('--wait <SECONDS>', 'how long the records may take to reach the end of the log', seconds, 30)
    .option(
      '--open-limit <SECONDS>',
      'a call of which nothing was heard for so long is open too long',
      seconds,
      3600,
    )
    .addOption(dataOption())
    .option('--json', 'one line of JSON, for programs')
    .action(async (flags: CheckFlags) => {
      process.exitCode = await check(flags);
    });
}

/** Exit status 0 only if all is well. */
async function check(flags: CheckFlags): Promise<number> {
  const cluster = readClusterFile(flags.data);
  const ports = { clock: systemClock, timers: systemTimers, random: systemRandom };
  const engines = connectEngines(cluster.engines.socketFolder, ports);
  try {
    const regions = new Regions(cluster.sites.map((site) => site.id));
    const findings = await checkRecords(
      { ...engines, ...ports, regions },
      { waitMs: flags.wait * 1000, openLimitMs: flags.openLimit * 1000 },
    );
    if (flags.json) printJson(findings.result);
    else process.stdout.write(summary(findings));
    return isAllWell(findings.result) ? 0 : 1;
  } finally {
    await engines.close();
  }
}

function summary({ result, examples }: CheckFindings): string {
  const lines = labels.map(([field, label]) => {
    const some = examples[field] ?? [];
    return `${label.padEnd(44)} ${result[field]}${some.length > 0 ? `   such as ${some.join(', ')}` : ''}`;
  });
  return `${lines.join('\n')}\n${isAllWell(result) ? 'All is well.' : 'Not all is well.'}\n`;
}

const labels: readonly (readonly [keyof CheckFindings['result'], string])[] = [
  ['calls', 'calls'],
  ['withoutRecord', 'without a record'],
  ['withTwoRecords', 'with two records'],
  ['openTooLong', 'open for too long'],
  ['overlappingAgents', 'agents in two states or two calls at once'],
  ['identityHolds', 'offered = all terms + carried out'],
];
