/**
 * What the ops process is told at its start: where the engines are, where it serves the console,
 * and which demo buttons have somebody behind them. Loopback unless told otherwise.
 */
import { z } from 'zod';
import { type Frozen, readConfiguration } from '../platform/configuration/read-configuration.ts';
import { addressShape, millisecondsShape, processShape } from '../platform/configuration/shapes.ts';

const siteName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,31}$/, 'use lower-case letters, digits, dots, dashes');

export const opsConfigShape = z.strictObject({
  process: processShape,
  /** The console, its feed and the records. */
  http: addressShape,
  /** The folder of the engines' Unix sockets. */
  enginesFolder: z.string().min(1),
  /** The sites of the cluster, in the order in which the page shows them. */
  sites: z.array(siteName).min(1).max(200),
  /** The page as built; left out: the address says that there is no page. */
  webFolder: z.string().min(1).optional(),
  demo: z
    .strictObject({
      /** HTTP control of the simulated callers; left out: no "call in". */
      population: addressShape.optional(),
      /** Unix socket of the supervisor; left out: no "lose a site". */
      controlSocket: z.string().min(1).optional(),
      /** Desktops that a visitor may take. */
      desktops: z
        .array(z.strictObject({ site: siteName, agentId: z.string().min(1), url: z.url() }))
        .max(200)
        .default([]),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** A site's state may be this old before the site counts as silent. */
      siteSilentAfterMs: millisecondsShape.default(1500),
      /** How long a process must be gone, its sign of life and its events, before its calls are closed as lost. */
      lostAfterMs: millisecondsShape.min(1000).default(3000),
      /** The least time between two messages of the feed. */
      feedEveryMs: millisecondsShape.min(50).default(250),
      feedClients: z.int().min(1).max(10_000).default(100),
      callsShown: z.int().min(1).max(5000).default(400),
      agentsShown: z.int().min(1).max(50_000).default(2000),
      decisionsShown: z.int().min(1).max(1000).default(60),
      endedShownMs: millisecondsShape.default(5000),
      /** Calls whose events the projector and the feed each keep at hand. */
      callsAtHand: z.int().min(100).max(1_000_000).default(20_000),
      /** Events that may go into one SQL transaction. */
      batchEvents: z.int().min(1).max(10_000).default(500),
    })
    .prefault({}),
});

export type OpsConfigFile = z.input<typeof opsConfigShape>;
export type OpsConfig = Frozen<z.output<typeof opsConfigShape>>;

/** Throws `ConfigurationError`, which names the file, the key, what is wrong and what to write instead. */
export function readOpsConfig(file: string): OpsConfig {
  return readConfiguration(file, opsConfigShape);
}
