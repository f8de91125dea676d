import { join } from 'node:path';
import { CacheStore } from '../cache/store.ts';
import { openDurableStore } from '../coordination/durable-store.ts';
import { FilePartition } from '../log/file-partition.ts';
import { LogStore } from '../log/store.ts';
import type { EnginePorts } from './channel.ts';
import { type EmbeddedEngines, type MemoryEngineOptions, startExpiry } from './engines.ts';

export interface DurableEngineOptions extends MemoryEngineOptions {
  readonly folder: string;
  /** The disk refused: the process is to end, because nothing it would promise can be believed. */
  readonly onFailure: (error: Error) => void;
}

/** Engines whose coordination and log lie in a folder; the cache is in memory. */
export async function openDurableEngines(
  ports: EnginePorts,
  options: DurableEngineOptions,
): Promise<EmbeddedEngines> {
  const { folder, onFailure } = options;
  const { store: coordination, ...durable } = await openDurableStore({
    folder: join(folder, 'coordination'),
    clock: ports.clock,
    newStoreId: Buffer.from(ports.random.bytes(4)).toString('hex'),
    onFailure,
    ...(options.storeLimits && { limits: options.storeLimits }),
  }).then((opened) => ({
    store: opened.store,
    kept: () => opened.kept(),
    close: () => opened.close(),
  }));
  const expiry = startExpiry(coordination, ports);
  const open = (topic: string, partition: number) =>
    FilePartition.open({ folder: join(folder, 'log', topic, String(partition)), onFailure });
  const log = new LogStore(ports.timers, open, options.partitions);
  return {
    coordination,
    log,
    cache: new CacheStore(ports.clock),
    kept: durable.kept,
    close: async () => {
      expiry.cancel();
      await durable.close();
      await log.close();
    },
  };
}
