import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterFile } from '../deploy/cluster/cluster-file.ts';
import { askSupervisor } from '../platform/control/client.ts';
import { promisesOfUnharmed } from './checkers/unharmed.ts';
import type { Promised } from './verdict.ts';

/** Remembers every process of a cluster and where its logs end now; `promises` judges what came since. */
export async function watchProcesses(
  { up }: ClusterFile,
  dataDir: string,
): Promise<{ promises(): Promise<Promised[]> }> {
  const ask = () => askSupervisor(up.control, { command: 'status' });
  const before = await ask();
  const logOf = (name: string, kind: 'log' | 'err') => join(dataDir, 'logs', `${name}.${kind}`);
  const ends = new Map(
    before.flatMap(({ name }) =>
      (['log', 'err'] as const).map((kind) => [logOf(name, kind), sizeOf(logOf(name, kind))] as const),
    ),
  );
  const since = (file: string) =>
    existsSync(file) ? readFileSync(file).subarray(ends.get(file)).toString('utf8') : '';
  return {
    async promises() {
      const after = new Map((await ask()).map((process) => [process.name, process]));
      return promisesOfUnharmed(
        before.map((process) => ({
          before: process,
          after: after.get(process.name),
          logged: since(logOf(process.name, 'log')),
          stderr: since(logOf(process.name, 'err')),
        })),
      );
    },
  };
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
