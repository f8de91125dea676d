import { join } from 'node:path';
import type { z } from 'zod';
import type { gatewayConfigSchema } from '../../frontend-gateway/config.ts';
import type { nodeConfigSchema } from '../../nodes/config.ts';
import type { OpsConfigFile } from '../../ops/config.ts';
import { controlSocketPath } from '../../platform/control/protocol.ts';
import { engineSocketFolder } from '../../platform/embedded/folders.ts';
import type { backendConfigSchema } from '../../population/backend/config.ts';
import type { CrowdConfigFile } from '../../population/crowd/config.ts';
import type { RouterConfigFile } from '../../router/config.ts';
import { pageFolder } from '../pages/build-pages.ts';
import type { ClusterAddresses } from './addresses.ts';
import type { PlannedAgent } from './agents.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { closeWithinMs, type ProcessKind, type ProcessSpec } from './process-spec.ts';
import type { Secrets } from './secrets.ts';

/** Everything that is decided before the first process starts. */
export interface Foundations {
  /** The repository's root. */
  readonly projectDir: string;
  readonly dataDir: string;
  readonly config: ClusterConfig;
  readonly addresses: ClusterAddresses;
  readonly agents: readonly PlannedAgent[];
  readonly secrets: Secrets;
}

/** A process and the contents of its configuration file. */
export interface PlannedProcess {
  readonly spec: ProcessSpec;
  readonly config: object;
}

const folderOfKind: Record<ProcessKind, string> = {
  engines: 'platform/embedded',
  router: 'router',
  node: 'nodes',
  gateway: 'frontend-gateway',
  backend: 'population/backend',
  ops: 'ops',
  population: 'population/crowd',
};

/** Pure: from what was decided to every process's configuration. */
export function planCluster(given: Foundations): readonly PlannedProcess[] {
  const { config, addresses } = given;
  const plan = (kind: ProcessKind, name: string, site: string, own: object): PlannedProcess => ({
    spec: {
      name,
      kind,
      site,
      main: join(given.projectDir, folderOfKind[kind], 'main.ts'),
      configFile: join(given.dataDir, 'config', `${name}.json`),
      logFile: join(given.dataDir, 'logs', `${name}.log`),
    },
    config: {
      process: {
        name,
        site,
        dataDir: join(given.dataDir, 'processes', name),
        logLevel: config.logLevel,
        closeWithinMs: closeWithinMs(kind),
      },
      ...own,
    },
  });
  return [
    plan('engines', 'engines', '', { dataFolder: given.dataDir }),
    ...addresses.backends.map(({ id }) => plan('backend', id, '', backendOf(given, id))),
    ...config.sites.flatMap(({ id }) => [
      plan('router', `${id}.router`, id, routerOf(given, id)),
      plan('node', `${id}.node`, id, nodeOf(given, id)),
    ]),
    ...addresses.gateways.map(({ id }) => plan('gateway', id, '', gatewayOf(given, id))),
    plan('ops', 'ops', '', opsOf(given)),
    plan('population', 'population', '', populationOf(given)),
  ];
}

type Without<T> = Omit<T, 'process'>;

function routersOf({ config, addresses }: Foundations) {
  return config.sites.map(({ id }) => ({ id: `${id}.router`, site: id, ...addresses.sites[id]!.router }));
}

function routerOf(given: Foundations, site: string): Without<RouterConfigFile> {
  const { config, addresses, dataDir, secrets } = given;
  const { sip, grpc, http } = addresses.sites[site]!.router;
  return {
    enginesFolder: engineSocketFolder(dataDir),
    sip,
    grpc,
    http,
    sites: config.sites.map(({ id }) => {
      const { node } = addresses.sites[id]!;
      return { id, node: `${id}.node`, sip: node.sip, grpc: node.grpc };
    }),
    routers: routersOf(given).map((router) => ({ id: router.id, sip: router.sip, grpc: router.grpc })),
    callTypes: config.callTypes.map((type) => ({ ...type, dnis: [...type.dnis] })),
    trunks: config.trunks.map((trunk) => ({ ...trunk, sources: [...trunk.sources] })),
    secrets: { routeTokenKeyFile: secrets.routeTokenKeyFile },
  };
}

function nodeOf(given: Foundations, site: string): Without<z.input<typeof nodeConfigSchema>> {
  const { config, addresses, agents, dataDir, projectDir, secrets } = given;
  const { sip, grpc, desktop, rtp } = addresses.sites[site]!.node;
  const { greetingMs } = config.treatment;
  return {
    enginesFolder: engineSocketFolder(dataDir),
    sip,
    grpc,
    desktop,
    webFolder: pageFolder(projectDir, 'desktop'),
    rtp: { ...rtp },
    routers: routersOf(given).map((router) => ({ id: router.id, sip: router.sip, grpc: router.grpc })),
    gateways: addresses.gateways.map((gateway) => ({ id: gateway.id, grpc: gateway.grpc })),
    queues: config.queues.map((queue) => ({
      name: queue.name,
      maxQueuedCalls: queue.maxQueuedCalls,
      wrapUpMs: queue.wrapUpMs ?? config.wrapUpMs,
      ringMs: queue.ringMs ?? config.ringMs,
      ...(queue.overflowTo !== undefined && { overflowTo: queue.overflowTo }),
    })),
    callTypes: config.callTypes.map((type) => ({ ...type, dnis: [...type.dnis] })),
    agents: agents
      .filter((agent) => agent.site === site)
      .map(({ id, queues, signIn }) => ({ id, queues: [...queues], signIn })),
    secrets: {
      routeTokenKeyFile: secrets.routeTokenKeyFile,
      agentPasswordsFile: secrets.agentPasswordsFile,
      desktopKeyFile: secrets.desktopKeyFile,
    },
    treatment: { greetingMs: greetingMs === 'off' ? 0 : greetingMs },
  };
}

function gatewayOf(
  { addresses, dataDir }: Foundations,
  id: string,
): Without<z.input<typeof gatewayConfigSchema>> {
  const { grpc, http } = addresses.gateways.find((gateway) => gateway.id === id)!;
  return {
    grpc,
    http,
    backends: addresses.backends.map((backend) => ({ ...backend })),
    enginesFolder: engineSocketFolder(dataDir),
  };
}

function backendOf(
  { config, addresses }: Foundations,
  id: string,
): Without<z.input<typeof backendConfigSchema>> {
  const own = addresses.backends.find((backend) => backend.id === id)!;
  const twin = addresses.backends.find((backend) => backend.id !== id)!;
  return { http: own.http, twin: { ...twin }, ...config.backend };
}

function opsOf(given: Foundations): Without<OpsConfigFile> {
  const { config, addresses, agents, dataDir, projectDir, secrets } = given;
  const socketFolder = engineSocketFolder(dataDir);
  return {
    http: addresses.console,
    enginesFolder: socketFolder,
    sites: config.sites.map(({ id }) => id),
    webFolder: pageFolder(projectDir, 'console'),
    demo: {
      population: addresses.population.control,
      controlSocket: controlSocketPath(socketFolder),
      desktops: agents
        .filter((agent) => agent.signIn === 'desktop')
        .map(({ id, site }) => ({
          site,
          agentId: id,
          url: desktopUrl(given, site, id, secrets.passwords[id]!),
        })),
    },
  };
}

/** Opens the desktop with its sign-in form filled; what stands after `#` is sent to nobody. */
function desktopUrl({ addresses }: Foundations, site: string, user: string, password: string): string {
  const fragment = new URLSearchParams({ user, password });
  return `http://${addresses.sites[site]!.node.desktop}/#${fragment}`;
}

function populationOf(given: Foundations): Without<CrowdConfigFile> {
  const { config, addresses, agents, secrets } = given;
  const { callsPerSecond, dnis, talkMedianMs, patienceMeanMs } = config.traffic;
  return {
    control: addresses.population.control,
    rtp: { ...addresses.population.rtp },
    sites: config.sites.map(({ id }) => ({ id, sip: addresses.sites[id]!.node.sip })),
    routers: routersOf(given).map(({ id, site, sip }) => ({ id, site, sip })),
    gateways: addresses.gateways.map(({ id, grpc }) => ({ id, grpc })),
    customers: config.backend.customers,
    ...(config.phones === 'on' && {
      phones: {
        passwordsFile: secrets.agentPasswordsFile,
        list: agents.map(({ id, site, signIn }) => ({
          user: id,
          site,
          mode: signIn === 'desktop' ? ('talk' as const) : ('auto' as const),
          answerAfterMs: signIn === 'desktop' ? 0 : 800,
        })),
      },
    }),
    ...(callsPerSecond !== 'off' &&
      callsPerSecond > 0 && {
        traffic: { callsPerSecond, dnis: [...dnis], talkMedianMs, patienceMeanMs },
      }),
  };
}
