import type { Address } from '../../kernel/ports/datagram.ts';
import { type NodeConfig, nodeConfigSchema } from '../../nodes/config.ts';
import { checkConfiguration } from '../../platform/configuration/read-configuration.ts';
import { checkRouterConfig, type RouterConfig } from '../../router/config.ts';

/** How a simulated cluster is laid out; the same shape of addresses as the one-command cluster has. */
export interface ClusterSettings {
  readonly sites: readonly string[];
  readonly agentsPerSite: number;
  readonly greetingMs: number;
  readonly wrapUpMs: number;
  readonly ringMs: number;
  readonly limits?: Partial<NodeConfig['limits']>;
  readonly maxQueuedCalls?: number;
  readonly routerLimits?: Partial<RouterConfig['limits']>;
}

export const standardSettings: ClusterSettings = {
  sites: ['beijing', 'guangzhou', 'shanghai'],
  agentsPerSite: 6,
  greetingMs: 500,
  wrapUpMs: 1000,
  ringMs: 15_000,
};

export const populationHost = '127.0.0.1';
export const edgePort = 5080;
export const routerPort = 5060;

export function siteHost(settings: ClusterSettings, site: string): string {
  return `127.0.${settings.sites.indexOf(site) + 1}.1`;
}

export function edgeAddress(settings: ClusterSettings, site: string): Address {
  return { host: siteHost(settings, site), port: edgePort };
}

export function routerAddress(settings: ClusterSettings, site: string): Address {
  return { host: siteHost(settings, site), port: routerPort };
}

/** `beijing-01`: an agent, and the user of the agent's phone. */
export function agentIds(settings: ClusterSettings, site: string): string[] {
  return Array.from(
    { length: settings.agentsPerSite },
    (_, place) => `${site}-${String(place + 1).padStart(2, '0')}`,
  );
}

const callTypes = [
  { name: 'sales', dnis: ['4001'], queue: 'sales' },
  { name: 'default', dnis: ['4002'], queue: 'service' },
];
const queueNames = ['sales', 'service'];

export function nodeConfig(settings: ClusterSettings, site: string): NodeConfig {
  const host = siteHost(settings, site);
  const { maxQueuedCalls = 1000, wrapUpMs, ringMs, greetingMs, limits } = settings;
  const content = {
    process: { name: `${site}.node`, site, dataDir: '/nowhere' },
    enginesFolder: '/nowhere',
    sip: `${host}:${edgePort}`,
    grpc: `${host}:7080`,
    desktop: `${host}:8080`,
    rtp: { host, portMin: 20_000, portMax: 20_999 },
    routers: settings.sites.map((each) => routerOf(settings, each)),
    gateways: [],
    queues: queueNames.map((name) => ({ name, maxQueuedCalls, wrapUpMs, ringMs })),
    callTypes,
    agents: agentIds(settings, site).map((id) => ({ id, queues: queueNames })),
    secrets: { routeTokenKeyFile: '/nowhere', agentPasswordsFile: '/nowhere', desktopKeyFile: '/nowhere' },
    treatment: { greetingMs },
    ...(limits && { limits }),
  };
  return checkConfiguration(`${site}.node`, content, nodeConfigSchema);
}

export function routerConfig(settings: ClusterSettings, site: string): RouterConfig {
  return checkRouterConfig(`${site}.router`, {
    process: { name: `${site}.router`, site, dataDir: '/nowhere' },
    enginesFolder: '/nowhere',
    sip: `${siteHost(settings, site)}:${routerPort}`,
    grpc: `${siteHost(settings, site)}:7060`,
    sites: settings.sites.map((id) => ({
      id,
      sip: `${siteHost(settings, id)}:${edgePort}`,
      grpc: `${siteHost(settings, id)}:7080`,
    })),
    routers: settings.sites.map((each) => routerOf(settings, each)),
    callTypes,
    trunks: [{ id: 'carrier', sources: ['127.0.0.0/16'] }],
    secrets: { routeTokenKeyFile: '/nowhere' },
    ...(settings.routerLimits && { limits: settings.routerLimits }),
  });
}

function routerOf(settings: ClusterSettings, site: string) {
  const host = siteHost(settings, site);
  return { id: `${site}.router`, sip: `${host}:${routerPort}`, grpc: `${host}:7060` };
}
