import type { Timer } from '../../kernel/ports/timers.ts';
import { CacheStore } from '../cache/store.ts';
import { CoordinationStore, defaultStoreLimits, type StoreLimits } from '../coordination/store.ts';
import { LogStore, MemoryPartition } from '../log/store.ts';
import type { EnginePorts } from './channel.ts';

/** The three engines that Tandem brings itself, as one process or one simulation holds them. */
export interface EmbeddedEngines {
  readonly coordination: CoordinationStore;
  readonly log: LogStore;
  readonly cache: CacheStore;
  /** Resolves when every step that coordination has taken so far is safe. Calls resolve in their order. */
  kept(): Promise<void>;
  close(): Promise<void>;
}

export interface MemoryEngineOptions {
  readonly storeLimits?: Partial<StoreLimits>;
  readonly partitions?: number;
}

const expiryPeriodMs = 100;

/** Leases end by this; whoever closes the engines cancels it. */
export function startExpiry(coordination: CoordinationStore, ports: EnginePorts): Timer {
  return ports.timers.every(expiryPeriodMs, () => coordination.expire());
}

/** Engines that hold everything in memory: for simulations and tests. */
export function openMemoryEngines(ports: EnginePorts, options: MemoryEngineOptions = {}): EmbeddedEngines {
  const storeId = Buffer.from(ports.random.bytes(4)).toString('hex');
  const coordination = new CoordinationStore(ports.clock, storeId, {
    ...defaultStoreLimits,
    ...options.storeLimits,
  });
  const expiry = startExpiry(coordination, ports);
  return {
    coordination,
    log: new LogStore(ports.timers, async () => new MemoryPartition(), options.partitions),
    cache: new CacheStore(ports.clock),
    kept: () => Promise.resolve(),
    close: async () => expiry.cancel(),
  };
}
