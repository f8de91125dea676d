import { type Command, InvalidArgumentError } from 'commander';
import type { Figure } from '../bench/figure.ts';
import { figuresOfQueue, runQueueBench } from '../bench/queue.ts';
import { type ClusterConfig, readClusterConfig } from '../deploy/cluster/cluster-config.ts';
import { withCluster } from '../deploy/cluster/with-cluster.ts';
import { count } from './option-values.ts';
import { printJson } from './outcome.ts';
import { populationPorts } from './population-ports.ts';
import { runSteps } from './steps.ts';

interface BenchFlags {
  readonly json?: boolean;
  readonly calls: number;
}

/** `tandem bench NAME`: side-by-side measurements; a line for each figure, exit status 0 only if all hold. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure: queue (how fast a call finds an agent)')
    .argument('<name>', 'which: queue', nameOf)
    .option('--calls <N>', 'how many calls in each run', count, 600)
    .option('--json', 'a line of JSON for each figure, for programs')
    .action(async (name: BenchName, flags: BenchFlags) => {
      const figures = await benches[name](flags);
      for (const figure of figures) say(figure, flags.json === true);
      process.exitCode = figures.every((figure) => figure.holds) ? 0 : 1;
    });
}

const benches = { queue: benchQueue } as const;
type BenchName = keyof typeof benches;

const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);

async function benchQueue({ calls }: BenchFlags): Promise<Figure[]> {
  const [many, few] = [await runWith(60, calls), await runWith(30, calls)];
  return figuresOfQueue(many, few);
}

async function runWith(agents: number, calls: number) {
  const ports = populationPorts();
  note(`starting a quiet cluster for ${agents} agents`);
  return withCluster(
    { config: quietCluster(Math.ceil(agents / 3)), show: runSteps, onNote: note },
    (cluster) => runQueueBench(ports, cluster.file(), { agents, calls }, note),
  );
}

/** No greeting, no after-call work, no simulated phones or callers. */
function quietCluster(agentsPerSite: number): ClusterConfig {
  const config = readClusterConfig(undefined, { traffic: 'off', phones: 'off', agents: agentsPerSite });
  return { ...config, treatment: { ...config.treatment, greetingMs: 'off' }, wrapUpMs: 0 };
}

function say(figure: Figure, json: boolean): void {
  if (json) {
    printJson(figure);
    return;
  }
  const beside = figure.against
    ? `   (${figure.against}: ${figure.againstValue} ${figure.unit}, ratio ${figure.ratio})`
    : '';
  const goal = figure.goal ? `   ${figure.holds ? 'holds' : 'DOES NOT HOLD'}: ${figure.goal}` : '';
  process.stdout.write(`${figure.figure}: ${figure.value} ${figure.unit}${goal}${beside}\n`);
}

function nameOf(text: string): BenchName {
  if (text in benches) return text as BenchName;
  throw new InvalidArgumentError(`There is no such bench; write one of: ${Object.keys(benches).join(', ')}.`);
}
