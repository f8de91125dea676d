import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { drawOne } from '../../population/callers/draw.ts';
import { judgeAgents } from '../checkers/agents-one-call.ts';
import { judgeCallFacts } from '../checkers/call-facts.ts';
import { judgeRouterAtRest, judgeSiteAtRest } from '../checkers/nothing-left.ts';
import { judgeRecords } from '../checkers/records-agree.ts';
import { judgeSeenCalls, type OfferedCall } from '../checkers/seen-calls.ts';
import { hashOf, SimulatedCluster } from './cluster.ts';
import { type ClusterSettings, standardSettings } from './cluster-settings.ts';
import { traceOf } from './fact-log.ts';
import { drawFaults, excuseOf, type Fault, schedule } from './faults.ts';
import { People, type SeenCall, type Traffic } from './people.ts';

export interface RunOptions {
  readonly seed: number;
  /** How long calls are offered and faults happen, ms of virtual time. */
  readonly runMs: number;
  readonly settings?: ClusterSettings;
  /** Drawn from the seed unless given, as the faults are. */
  readonly traffic?: Traffic;
  readonly faults?: readonly Fault[];
}

export interface RunReport {
  readonly seed: number;
  /** A sentence for each rule that was broken; empty: all held. */
  readonly broken: readonly string[];
  readonly faults: readonly Fault[];
  readonly figures: {
    readonly calls: number;
    readonly answered: number;
    readonly abandoned: number;
    readonly cut: number;
    readonly failed: number;
    readonly facts: number;
  };
  /** Faults, facts and what callers saw: the same to the byte for the same seed. */
  readonly trace: string;
  /** The one line that runs this again. */
  readonly replay: string;
}

/** From a quiet hour to more than the agents can do. */
function drawTraffic(seed: number): Traffic {
  const random = new SimulatedRandom(hashOf(`${seed} traffic`));
  return {
    callsPerSecond: drawOne(random, [0.7, 1.2, 2.5]),
    talkMedianMs: 4000,
    patienceMs: drawOne(random, [8_000, 45_000]),
    directShare: 0.1,
  };
}

/** Phones register, links open and states travel before the first call. */
const settleMs = 2000;
/** Callers whose patience has run out by then are all gone. */
const lastCalls_maxMs = 120_000;
/** Twice 64 × T1. */
const restMs = 70_000;

/** One run of a whole cluster from one seed: traffic and faults, then peace, then the checkers. */
export async function runCluster(options: RunOptions): Promise<RunReport> {
  const { seed, runMs, settings = standardSettings, traffic = drawTraffic(seed) } = options;
  const cluster = new SimulatedCluster(seed, settings);
  const people = new People(cluster);
  await people.pickUpPhones();
  await cluster.run(settleMs);
  const random = new SimulatedRandom(hashOf(`${seed} faults`));
  const faults = options.faults ?? drawFaults(random, settings.sites, runMs);
  schedule(cluster, faults);
  people.startCalling(traffic);
  await cluster.run(runMs - settleMs);
  people.stopCalling();
  for (let waitedMs = 0; people.open > 0 && waitedMs < lastCalls_maxMs; waitedMs += 1000)
    await cluster.run(1000);
  people.layDownPhones();
  await cluster.run(1000);
  cluster.silenceLinks();
  await cluster.run(restMs);
  return report(options, cluster, people, faults);
}

function report(
  { seed, runMs }: RunOptions,
  cluster: SimulatedCluster,
  people: People,
  faults: readonly Fault[],
): RunReport {
  const { events } = cluster.facts;
  const calls = people.seen.map(asOffered);
  const excuses = faults.map(excuseOf);
  const broken = [
    ...judgeCallFacts(events, cluster.lostBoots),
    ...judgeAgents(events, cluster.lostBoots),
    ...judgeSeenCalls(calls, excuses),
    ...judgeRecords(events, cluster.lostBoots.map(asLoss), calls),
    ...people.leftovers(),
    ...[...cluster.sites.values()].flatMap(({ name, node, router }) => [
      ...judgeSiteAtRest(name, node.node, node.media),
      ...judgeRouterAtRest(`${name}.router`, router.router),
    ]),
  ];
  const count = (outcome: OfferedCall['outcome']) => calls.filter((call) => call.outcome === outcome).length;
  return {
    seed,
    broken,
    faults,
    figures: {
      calls: calls.length,
      answered: count('answered'),
      abandoned: count('abandoned'),
      cut: count('cut'),
      failed: count('failed') + count('no-audio'),
      facts: events.length,
    },
    trace: [
      ...faults.map((fault) => `${JSON.stringify(fault)}\n`),
      traceOf(events),
      ...people.seen.map(lineOf),
    ].join(''),
    replay: `node chaos/simulation/replay.ts ${seed} ${runMs / 1000}`,
  };
}

function asOffered({ call, offeredMono, endedMono, report: seen }: SeenCall): OfferedCall {
  const { sipCallId, outcome, reason } = seen;
  return { call, sipCallId, offeredMono, endedMono, outcome, reason };
}

function lineOf({
  call,
  offeredMono,
  endedMono,
  report: { sipCallId, outcome, reason, attempts },
}: SeenCall): string {
  return `${offeredMono} ${endedMono} call ${call} ${sipCallId} ${outcome} after ${attempts}: ${reason}\n`;
}

/** As operations find it, some seconds later. */
function asLoss({ process, boot, site, role, atMs }: SimulatedCluster['lostBoots'][number]): ProcessLoss {
  return { process, boot, site, role, state: 'lost', lastHeardAt: atMs, declaredAt: atMs + 3000 };
}
