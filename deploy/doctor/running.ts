import { readdirSync, readFileSync } from 'node:fs';
import { isAlive } from '../cluster/alive.ts';
import { type ClusterFile, readClusterFile } from '../cluster/cluster-file.ts';

/** What one process of a running cluster uses. */
export interface ProcessUse {
  readonly name: string;
  readonly pid: number;
  readonly alive: boolean;
  /** Proportional set size, its share of shared pages included; -1 where the system doesn't tell. */
  readonly pssBytes: number;
  /** Of which by processes that it started itself, such as PostgreSQL's. */
  readonly childrenPssBytes: number;
  readonly children: number;
}

export interface ClusterUse {
  readonly processes: readonly ProcessUse[];
  readonly pssBytes: number;
  readonly startedInMs: number;
  /** Every process of the cluster is alive. */
  readonly allAlive: boolean;
}

/** Looks at the processes of the cluster in `dataDir`; throws a sentence when none runs there. */
export function examineRunning(dataDir: string): ClusterUse {
  const file = readClusterFile(dataDir);
  const named = processesOf(file);
  const known = new Set(named.map(({ pid }) => pid));
  const childrenOf = readFamilies();
  const processes = named.map(({ name, pid }) => {
    const own = descendantsOf(pid, childrenOf, known);
    const childrenPssBytes = own.reduce((sum, child) => sum + Math.max(0, pssOf(child)), 0);
    const pss = pid > 0 ? pssOf(pid) : 0;
    return {
      name,
      pid,
      alive: pid > 0 && isAlive(pid),
      pssBytes: pss < 0 ? -1 : pss + childrenPssBytes,
      childrenPssBytes,
      children: own.length,
    };
  });
  return {
    processes,
    pssBytes: processes.reduce((sum, process) => sum + Math.max(0, process.pssBytes), 0),
    startedInMs: file.startedInMs,
    allAlive: processes.every((process) => process.alive),
  };
}

export function processesOf(file: ClusterFile): { readonly name: string; readonly pid: number }[] {
  return [
    { name: 'up', pid: file.up.pid },
    { name: 'guard', pid: file.up.guardPid },
    { name: 'engines', pid: file.engines.pid },
    ...file.backends.map(({ id, pid }) => ({ name: id, pid })),
    ...file.routers.map(({ id, pid }) => ({ name: id, pid })),
    ...file.sites.map(({ id, pid }) => ({ name: `${id}.node`, pid })),
    ...file.gateways.map(({ id, pid }) => ({ name: id, pid })),
    { name: 'ops', pid: file.ops.pid },
    { name: 'population', pid: file.population.pid },
  ];
}

/** Parent's pid → children's pids, over the whole machine. */
function readFamilies(): Map<number, number[]> {
  const families = new Map<number, number[]>();
  for (const entry of entriesOf('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${entry}/status`))?.[1] ?? 0);
    const children = families.get(parent) ?? [];
    children.push(Number(entry));
    families.set(parent, children);
  }
  return families;
}

function descendantsOf(pid: number, families: Map<number, number[]>, known: Set<number>): number[] {
  const children = (pid > 0 ? (families.get(pid) ?? []) : []).filter((child) => !known.has(child));
  return children.flatMap((child) => [child, ...descendantsOf(child, families, known)]);
}

function pssOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1];
  return kilobytes === undefined ? -1 : Number(kilobytes) * 1024;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
