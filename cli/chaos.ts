import { type Command, Option } from 'commander';
import { runBackendLoss } from '../chaos/backend-loss.ts';
import { handsOnCluster } from '../chaos/backend-loss-hands.ts';
import type { SiteLoss } from '../chaos/checkers/site-loss.ts';
import { whyNoDropping } from '../chaos/faults/dropped-packets.ts';
import { clusterForSipp, runSippCallers } from '../chaos/sipp-calls.ts';
import { runSiteLoss } from '../chaos/site-loss.ts';
import { handsOnSite } from '../chaos/site-loss-hands.ts';
import type { Verdict } from '../chaos/verdict.ts';
import { type ClusterConfig, readClusterConfig } from '../deploy/cluster/cluster-config.ts';
import { type ClusterAtHand, withCluster } from '../deploy/cluster/with-cluster.ts';
import { parseAddress } from '../kernel/ports/datagram.ts';
import { positive } from './option-values.ts';
import { printJson } from './outcome.ts';
import { populationPorts } from './population-ports.ts';
import { runSteps } from './steps.ts';

interface ChaosFlags {
  readonly data?: string;
  readonly json?: boolean;
}

/** `tandem chaos NAME`: breaks a cluster under traffic, and judges; exit status 0 only if all that was promised held. */
export function addChaos(program: Command): void {
  const chaos = program
    .command('chaos')
    .description('break a running cluster, or one started for it, and judge');
  common(chaos.command('site-loss'))
    .description('lose a site under traffic that arrives at the others')
    .addOption(
      new Option('--how <WAY>', 'kill -9, SIGSTOP, or its packets dropped')
        .choices(['kill', 'stop', 'drop'])
        .default('kill'),
    )
    .option('--site <ID>', 'which site', 'shanghai')
    .option('--rate <R>', 'calls per second', positive, 10)
    .option('--before <SECONDS>', 'traffic before the loss', positive, 10)
    .option('--after <SECONDS>', 'traffic after it', positive, 15)
    .action((flags: SiteLossFlags) => conclude(flags, quietCluster(), (cluster) => siteLoss(cluster, flags)));
  common(chaos.command('sipp'))
    .description('break nothing: call with SIPp, let SIPp be the agents, count the audio, read the records')
    .addOption(
      new Option('--callers <WHO>', 'SIPp as it comes, SIPp with a voice, or simulated callers')
        .choices(['stock', 'voice', 'simulated'])
        .default('stock'),
    )
    .addOption(
      new Option('--phones <WHO>', "the agents' phones").choices(['simulated', 'sipp']).default('simulated'),
    )
    .option('--calls <N>', 'how many calls', positive, 500)
    .option('--rate <R>', 'calls per second', positive, 10)
    .option('--talk <SECONDS>', 'how long each lasts', positive, 4)
    .action((flags: SippFlags) => conclude(flags, clusterForSipp(20), (cluster) => sipp(cluster, flags)));
  common(chaos.command('backend-loss'))
    .description('lose a back-end while calls do business: killed, then frozen')
    .option('--backend <ID>', 'which back-end; the first unless given')
    .option('--rate <R>', 'submissions per second', positive, 50)
    .option('--away <SECONDS>', 'how long it is away each time', positive, 8)
    .action((flags: BackendLossFlags) =>
      conclude(flags, busyCluster(), (cluster) => backendLoss(cluster, flags)),
    );
}

interface SippFlags extends ChaosFlags {
  readonly callers: 'stock' | 'voice' | 'simulated';
  readonly phones: 'simulated' | 'sipp';
  readonly calls: number;
  readonly rate: number;
  readonly talk: number;
}

interface SiteLossFlags extends ChaosFlags {
  readonly how: SiteLoss['how'];
  readonly site: string;
  readonly rate: number;
  readonly before: number;
  readonly after: number;
}

interface BackendLossFlags extends ChaosFlags {
  readonly backend?: string;
  readonly rate: number;
  readonly away: number;
}

const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);

function common(command: Command): Command {
  return command
    .option('--data <DIR>', 'the data folder of a running cluster; one is started unless given')
    .option('--json', 'one line of JSON, for programs');
}

/** Enough agents for 10 calls/s of 3 s with a site away, nobody else calling. */
function quietCluster(): ClusterConfig {
  return readClusterConfig(undefined, { traffic: 'off', agents: 30 });
}

/** Callers whose agents do business for them, beside the submissions that are judged. */
function busyCluster(): ClusterConfig {
  return readClusterConfig(undefined, { traffic: 2, agents: 30 });
}

async function conclude(
  flags: ChaosFlags,
  config: ClusterConfig,
  run: (cluster: ClusterAtHand) => Promise<Verdict>,
): Promise<void> {
  const verdict = await withCluster(
    { data: flags.data, config, show: runSteps, onNote: note, keepOnFailure: true },
    run,
  );
  const { name, holds, figures, broken } = verdict;
  if (flags.json) printJson({ name, holds, figures: { ...figures, broken } });
  else {
    for (const [figure, value] of Object.entries(figures))
      process.stdout.write(`${figure.padEnd(28)} ${value}\n`);
    for (const sentence of broken) process.stdout.write(`broken: ${sentence}\n`);
    process.stdout.write(`${name}: ${holds ? 'holds' : 'DOES NOT HOLD'}\n`);
  }
  process.exitCode = holds ? 0 : 1;
}

async function siteLoss(cluster: ClusterAtHand, flags: SiteLossFlags): Promise<Verdict> {
  const impossible = flags.how === 'drop' ? whyNoDropping() : undefined;
  if (impossible) throw new Error(impossible);
  const file = cluster.file();
  const ports = populationPorts();
  const hands = handsOnSite(ports, file, flags.site, flags.how);
  const routers = file.routers
    .filter((router) => router.site !== flags.site)
    .map(({ sip }) => parseAddress(sip)!);
  try {
    const options = {
      how: flags.how,
      routers,
      callsPerSecond: flags.rate,
      talkMs: 3000,
      beforeMs: flags.before * 1000,
      afterMs: flags.after * 1000,
    };
    return await runSiteLoss(ports, options, hands, note);
  } finally {
    await hands.close();
  }
}

function sipp(cluster: ClusterAtHand, flags: SippFlags): Promise<Verdict> {
  const { callers, phones, calls, rate } = flags;
  const options = { callers, phones, calls, rate, talkMs: flags.talk * 1000 };
  return runSippCallers(populationPorts(), cluster.file(), options, note);
}

async function backendLoss(cluster: ClusterAtHand, flags: BackendLossFlags): Promise<Verdict> {
  const file = cluster.file();
  const ports = populationPorts();
  const hands = handsOnCluster(file, flags.backend ?? file.backends[0]!.id, ports.timers);
  try {
    const options = {
      gateways: file.gateways.map(({ grpc }) => grpc),
      ways: ['kill', 'stop'] as const,
      perSecond: flags.rate,
      beforeMs: 3000,
      awayMs: flags.away * 1000,
      afterMs: 8000,
      deadlineMs: 2000,
      customers: 200,
    };
    return await runBackendLoss(ports, options, hands, note);
  } finally {
    hands.close();
  }
}
