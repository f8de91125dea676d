import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineSocketFolder } from '../../platform/embedded/folders.ts';
import { freePorts } from './free-ports.ts';
import { OwnProcess } from './own-process.ts';

export interface BusinessClusterOptions {
  readonly replicationLagMs: number;
  readonly customers: number;
}

/**
 * The part of a cluster in which business is done, as processes of its own: engines, two back-ends, two
 * gateways. For scenarios that need no calls; gone when closed.
 */
export interface BusinessCluster {
  readonly engines: OwnProcess;
  /** By id: `gateway-1`, `gateway-2`, `backend-a`, `backend-b`. */
  readonly processes: ReadonlyMap<string, OwnProcess>;
  /** `host:port` of each gateway. */
  readonly gateways: readonly { readonly id: string; readonly grpc: string; readonly http: string }[];
  readonly backends: readonly { readonly id: string; readonly http: string }[];
  /** Where the engines' sockets are. */
  readonly socketFolder: string;
  close(): Promise<void>;
}

const projectDir = join(import.meta.dirname, '../..');
const host = '127.0.0.1';

export async function startBusinessCluster(options: BusinessClusterOptions): Promise<BusinessCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-business-'));
  const [p1, p2, p3, p4, p5, p6] = await freePorts(host, 6);
  const at = (port: number | undefined) => `${host}:${port}`;
  const backends = [
    { id: 'backend-a', http: at(p1) },
    { id: 'backend-b', http: at(p2) },
  ];
  const gateways = [
    { id: 'gateway-1', grpc: at(p3), http: at(p4) },
    { id: 'gateway-2', grpc: at(p5), http: at(p6) },
  ];
  const make = (name: string, folder: string, own: object): OwnProcess => {
    const process = { name, dataDir: join(dataDir, name), logLevel: 'warn' };
    mkdirSync(process.dataDir);
    const configFile = join(dataDir, `${name}.json`);
    writeFileSync(configFile, JSON.stringify({ process, ...own }));
    return new OwnProcess(join(projectDir, folder, 'main.ts'), configFile, join(dataDir, `${name}.log`));
  };
  const engines = make('engines', 'platform/embedded', { dataFolder: dataDir });
  const socketFolder = engineSocketFolder(dataDir);
  const processes = new Map<string, OwnProcess>();
  for (const [index, { id, http }] of backends.entries()) {
    const own = { http, twin: backends[1 - index], ...options };
    processes.set(id, make(id, 'population/backend', own));
  }
  for (const { id, grpc, http } of gateways) {
    const own = { grpc, http, backends, enginesFolder: socketFolder };
    processes.set(id, make(id, 'frontend-gateway', own));
  }
  const close = async () => {
    await Promise.all([...processes.values()].map((each) => each.end()));
    await engines.end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await Promise.all([engines.start(), ...backends.map(({ id }) => processes.get(id)!.start())]);
    await Promise.all(gateways.map(({ id }) => processes.get(id)!.start()));
  } catch (error) {
    await close();
    throw error;
  }
  return { engines, processes, gateways, backends, socketFolder, close };
}
