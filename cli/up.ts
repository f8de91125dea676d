import { type Command, InvalidArgumentError, Option } from 'commander';
import { readClusterConfig } from '../deploy/cluster/cluster-config.ts';
import { type RunningCluster, startCluster } from '../deploy/cluster/start-cluster.ts';
import { dataOption } from './data-folder.ts';
import { showSteps } from './steps.ts';

interface UpOptions {
  readonly data: string;
  readonly engines: 'embedded' | 'real';
  readonly config?: string;
  readonly traffic?: number | 'off';
  readonly agents?: number;
  readonly phones?: 'on' | 'off';
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start a whole cluster on this machine and keep it running until Ctrl-C')
    .addOption(dataOption())
    .addOption(
      new Option('--engines <KIND>', 'the engines below it')
        .choices(['embedded', 'real'])
        .default('embedded'),
    )
    .option('--config <FILE>', 'what is different from the built-in cluster (YAML or JSON)')
    .option('--traffic <CPS>', 'simulated calls per second over the cluster, or off', trafficOf)
    .option('--agents <N>', 'agents for each site', countOf)
    .addOption(
      new Option('--phones <SWITCH>', "simulated agents' phones; off leaves them to somebody else").choices([
        'on',
        'off',
      ]),
    )
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  if (options.engines === 'real') {
    throw new Error(
      'real engines (etcd, Kafka, CockroachDB or PostgreSQL, Redis) are not available in this version; ' +
        'leave out --engines, or write --engines embedded',
    );
  }
  const config = readClusterConfig(options.config, options);
  const ending = awaitSignal();
  const abort = new AbortController();
  ending.first.then(() => abort.abort());
  const cluster = await startCluster({
    dataDir: options.data,
    config,
    show: showSteps,
    onNote: (sentence) => process.stdout.write(`${sentence}\n`),
    signal: abort.signal,
  });
  greet(cluster, options.data);
  await ending.first;
  process.stdout.write('closing: callers, sites, operations, engines\n');
  ending.second.then(() => cluster.cut());
  await cluster.close();
  process.exit(0);
}

/** The first signal closes in order, the second cuts. */
function awaitSignal(): { readonly first: Promise<string>; readonly second: Promise<string> } {
  const next: ((signal: string) => void)[] = [];
  const first = new Promise<string>((resolve) => next.push(resolve));
  const second = new Promise<string>((resolve) => next.push(resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => next.shift()?.(signal));
  }
  return { first, second };
}

function greet(cluster: RunningCluster, data: string): void {
  const { file } = cluster;
  const agents = file.sites.reduce((sum, site) => sum + site.agents.length, 0);
  const say = (line = '') => process.stdout.write(`${line}\n`);
  say();
  say(
    `  Tandem is up: ${file.sites.length} sites, ${agents} agents, in ${(file.startedInMs / 1000).toFixed(1)} s`,
  );
  say();
  say(`  console    http://${file.console}/`);
  for (const site of file.sites) {
    const desk = site.desks[0];
    const hint = desk ? `   desktop http://${site.desktop}/ as ${desk.user}` : '';
    say(`  ${site.id.padEnd(10)} SIP ${site.sip}${hint}`);
  }
  say(`  routers    ${file.routers.map((router) => router.sip).join('  ')}`);
  say();
  say('  Try: the buttons of the console (call in, be the agent, lose a site);');
  say(`       any SIP phone or SIPp at a router's address, numbers 4001, 4002, 4000;`);
  say(`       kill -9 ${file.sites[1]?.pid ?? file.sites[0]?.pid}, and watch calls go elsewhere.`);
  if (cluster.sitesWithoutAddress.length > 0) {
    say();
    say(`  Note: ${cluster.sitesWithoutAddress.join(', ')} could not get a loopback address of its own`);
    say('  (on macOS: sudo ifconfig lo0 alias 127.0.2.1), so it shares 127.0.0.1 with the rest.');
  }
  say();
  say(`  Addresses and passwords: ${data}/cluster.json   logs: ${data}/logs   Ctrl-C ends it all.`);
  say();
}

function trafficOf(text: string): number | 'off' {
  if (text === 'off') return 'off';
  const callsPerSecond = Number(text);
  if (text.trim() !== '' && callsPerSecond >= 0 && callsPerSecond <= 1000) return callsPerSecond;
  throw new InvalidArgumentError('Write calls per second from 0 to 1000, or off.');
}

function countOf(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= 500) return count;
  throw new InvalidArgumentError('Write a whole number from 0 to 500.');
}
