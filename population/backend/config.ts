import { z } from 'zod';
import { type Frozen, readConfiguration } from '../../platform/configuration/read-configuration.ts';
import { addressShape, millisecondsShape, processShape } from '../../platform/configuration/shapes.ts';

/** The configuration of one of the twin back-ends. Its name (`process.name`) is its id. */
export type BackendConfig = Frozen<z.output<typeof backendConfigSchema>>;

export const backendConfigSchema = z.strictObject({
  process: processShape,
  http: addressShape,
  /** The other back-end; it is asked for what it has applied. */
  twin: z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,32}$/), http: addressShape }),
  /** How old an entry must be before the twin is given it. */
  replicationLagMs: millisecondsShape.default(200),
  /** How often the twin is asked. */
  replicationEveryMs: millisecondsShape.min(5).default(100),
  /** How long the business itself takes, before the ledger is written. */
  thinkMs: millisecondsShape.default(2),
  /** How long a key is remembered with its answer; an inquiry about an older sending isn't answered. */
  keyRetentionMs: z
    .int()
    .min(1000)
    .default(7 * 86_400_000),
  /** How many customers the bank has; the same on both twins. */
  customers: z.int().min(1).max(1_000_000).default(10_000),
});

export function readBackendConfig(file: string): BackendConfig {
  return readConfiguration(file, backendConfigSchema);
}
