import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClusterConfig } from './cluster-config.ts';
import { type ClusterFile, readClusterFile } from './cluster-file.ts';
import { type Step, startCluster } from './start-cluster.ts';

export interface ClusterAtHand {
  readonly dataDir: string;
  /** As it is now: pids follow restarts. */
  file(): ClusterFile;
}

export interface WithClusterOptions {
  /** Uses the cluster that runs on this data folder; without it one is started for `use` and ended after it. */
  readonly data?: string | undefined;
  /** What a cluster of one's own is made of. */
  readonly config: ClusterConfig;
  readonly show: (steps: readonly Step[]) => Promise<void>;
  readonly onNote: (sentence: string) => void;
  /** Keeps the data folder of a cluster of one's own, logs and all, when `use` fails. */
  readonly keepOnFailure?: boolean;
}

/**
 * For verbs that need a cluster: the one that runs, or one of their own in a folder of its own, which is
 * ended and removed afterwards, however `use` ends. Throws a sentence when `data` names no running cluster.
 */
export async function withCluster<T>(
  options: WithClusterOptions,
  use: (cluster: ClusterAtHand) => Promise<T>,
): Promise<T> {
  if (options.data !== undefined) {
    const dataDir = resolve(options.data);
    readClusterFile(dataDir);
    return use({ dataDir, file: () => readClusterFile(dataDir) });
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-'));
  let failed = true;
  try {
    const cluster = await startCluster({
      dataDir,
      config: options.config,
      show: options.show,
      onNote: options.onNote,
    });
    const end = () => void cluster.close().finally(() => process.exit(130));
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    try {
      const result = await use({ dataDir, file: () => readClusterFile(dataDir) });
      failed = false;
      return result;
    } finally {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      await cluster.close();
    }
  } finally {
    if (failed && options.keepOnFailure) options.onNote(`the logs are kept in ${dataDir}/logs`);
    else rmSync(dataDir, { recursive: true, force: true });
  }
}
