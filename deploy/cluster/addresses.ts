import type { ClusterConfig } from './cluster-config.ts';
import { canBindUdp, type PortSlot } from './ports.ts';

/** Where each process listens. All `host:port`. */
export interface ClusterAddresses {
  readonly sites: Readonly<Record<string, SiteAddresses>>;
  readonly gateways: readonly { readonly id: string; readonly grpc: string; readonly http: string }[];
  readonly backends: readonly { readonly id: string; readonly http: string }[];
  readonly console: string;
  readonly population: { readonly control: string; readonly rtp: RtpRange };
  /** Sites that can't be cut off by their packets, because their own address isn't there. */
  readonly sitesWithoutAddress: readonly string[];
}

export interface SiteAddresses {
  readonly host: string;
  readonly router: { readonly sip: string; readonly grpc: string; readonly http: string };
  readonly node: {
    readonly sip: string;
    readonly grpc: string;
    readonly desktop: string;
    readonly rtp: RtpRange;
  };
}

export interface RtpRange {
  readonly host: string;
  readonly portMin: number;
  readonly portMax: number;
}

const loopback = '127.0.0.1';
/** 7800 for the first cluster on this machine, 7801 for the second: no two that start at once want the same. */
const usualConsolePort = 7800;

/** Finds every address up front, so that a process that starts again finds its own free. */
export async function allocateAddresses(config: ClusterConfig, slot: PortSlot): Promise<ClusterAddresses> {
  const hosts = new Map<string, string>();
  for (const { id, host } of config.sites) hosts.set(id, (await canBindUdp(host, 0)) ? host : loopback);
  const shared = [...hosts.values()].includes(loopback);
  const rtpOf = (host: string, part: number): RtpRange => ({
    host,
    ...slot.rtpRange(shared ? part : 0, shared ? config.sites.length + 1 : 1),
  });
  const at = async (host: string) => `${host}:${await slot.next(host)}`;
  const sites: Record<string, SiteAddresses> = {};
  for (const [part, { id }] of config.sites.entries()) {
    const host = hosts.get(id)!;
    sites[id] = {
      host,
      router: { sip: await at(host), grpc: await at(host), http: await at(host) },
      node: { sip: await at(host), grpc: await at(host), desktop: await at(host), rtp: rtpOf(host, part) },
    };
  }
  const gateways = [];
  for (let i = 1; i <= config.gateways; i++) {
    gateways.push({ id: `gateway-${i}`, grpc: await at(loopback), http: await at(loopback) });
  }
  const backends = [];
  for (const id of ['backend-1', 'backend-2']) backends.push({ id, http: await at(loopback) });
  return {
    sites,
    gateways,
    backends,
    console: await consoleAddress(config, slot),
    population: { control: await at(loopback), rtp: rtpOf(loopback, config.sites.length) },
    sitesWithoutAddress: config.sites.filter(({ id, host }) => hosts.get(id) !== host).map(({ id }) => id),
  };
}

async function consoleAddress(config: ClusterConfig, slot: PortSlot): Promise<string> {
  const { host, port } = config.console;
  if (port !== undefined) return `${host}:${port}`;
  const usual = usualConsolePort + slot.number;
  if (await slot.isFree(host, usual)) return `${host}:${usual}`;
  return `${host}:${await slot.next(host)}`;
}
