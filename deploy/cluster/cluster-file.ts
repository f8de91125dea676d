import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../platform/process/boot.ts';

/**
 * `cluster.json` in the data folder: where a running cluster's parts are. It appears when all is ready,
 * follows every restart, and is gone when the cluster is closed. Addresses are `host:port`; a pid is 0
 * while its process is down. Of mode 600, because the agents' passwords stand in it.
 */
export interface ClusterFile {
  /** The operations console. */
  readonly console: string;
  readonly routers: readonly {
    readonly id: string;
    readonly site: string;
    readonly sip: string;
    readonly grpc: string;
    /** `/metrics` and `/healthz`. */
    readonly http: string;
    readonly pid: number;
  }[];
  readonly sites: readonly ClusterFileSite[];
  readonly gateways: readonly {
    readonly id: string;
    readonly grpc: string;
    readonly http: string;
    readonly pid: number;
  }[];
  readonly backends: readonly { readonly id: string; readonly http: string; readonly pid: number }[];
  readonly ops: { readonly pid: number; readonly http: string };
  readonly engines: { readonly kind: 'embedded'; readonly pid: number; readonly socketFolder: string };
  readonly population: { readonly pid: number; readonly control: string };
  /** The supervisor: its pid, and the Unix socket on which it takes requests (platform/control). */
  readonly up: { readonly pid: number; readonly control: string; readonly guardPid: number };
  readonly startedAtMs: number;
  /** From the start of `tandem up` until everything was ready, the console's page included. */
  readonly startedInMs: number;
}

export interface ClusterFileSite {
  readonly id: string;
  /** The address of its own that it can be cut off by. */
  readonly host: string;
  readonly sip: string;
  readonly grpc: string;
  readonly desktop: string;
  readonly pid: number;
  /** Agents at phones; `sip` is where the phone registers. */
  readonly agents: readonly ClusterFileAgent[];
  /** Agents at desktops. */
  readonly desks: readonly ClusterFileAgent[];
}

export interface ClusterFileAgent {
  readonly id: string;
  readonly sip: string;
  readonly user: string;
  readonly password: string;
}

export function clusterFilePath(dataDir: string): string {
  return join(dataDir, 'cluster.json');
}

export function writeClusterFile(dataDir: string, contents: ClusterFile): void {
  writeDurably(clusterFilePath(dataDir), `${JSON.stringify(contents, null, 2)}\n`, 0o600);
}

export function removeClusterFile(dataDir: string): void {
  rmSync(clusterFilePath(dataDir), { force: true });
}

/** Throws a sentence that says what to do when no cluster runs there. */
export function readClusterFile(dataDir: string): ClusterFile {
  let text: string;
  try {
    text = readFileSync(clusterFilePath(dataDir), 'utf8');
  } catch {
    throw new Error(
      `no cluster runs in ${dataDir}: start one with \`tandem up\`, or name its folder with --data DIR`,
    );
  }
  return JSON.parse(text) as ClusterFile;
}
