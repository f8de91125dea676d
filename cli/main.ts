import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addBench } from './bench.ts';
import { addChaos } from './chaos.ts';
import { addDoctor } from './doctor.ts';
import { addLoad } from './load.ts';
import { sayAndFail } from './outcome.ts';
import { addRecords } from './records.ts';
import { addUp } from './up.ts';

/** The `tandem` program: each verb is a file beside this one, and is added here. */
const { version, description } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
) as { version: string; description: string };

const program = new Command('tandem')
  .description(description)
  .version(version, '-V, --version', 'the version of this program')
  .helpOption('-h, --help', 'what a verb does and takes')
  .showSuggestionAfterError()
  .showHelpAfterError('(tandem --help lists all verbs)')
  .configureHelp({ sortSubcommands: false });

addUp(program);
addDoctor(program);
addLoad(program);
addRecords(program);
addBench(program);
addChaos(program);

try {
  await program.parseAsync();
} catch (error) {
  sayAndFail(error);
}
