import { runCluster } from './run.ts';

/** `node chaos/simulation/replay.ts SEED [SECONDS]`: runs one seed again; the trace to stdout, the judgement to stderr. */
const [seed, seconds = '120'] = process.argv.slice(2);
const report = await runCluster({ seed: Number(seed), runMs: Number(seconds) * 1000 });
process.stdout.write(report.trace);
for (const fault of report.faults) process.stderr.write(`${JSON.stringify(fault)}\n`);
process.stderr.write(`${JSON.stringify(report.figures)}\n`);
for (const sentence of report.broken) process.stderr.write(`broken: ${sentence}\n`);
process.exitCode = report.broken.length > 0 ? 1 : 0;
