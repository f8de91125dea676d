import { z } from 'zod';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { processShape } from '../configuration/shapes.ts';

/** The configuration of the engines' process. */
const schema = z.strictObject({
  process: processShape,
  /**
   * The cluster's data folder; the engines keep theirs in `engines` below it, and their sockets where
   * `engineSocketFolder` says.
   */
  dataFolder: z.string().min(1),
  /** Partitions of each topic, for topics that are new. */
  partitions: z.int().min(1).max(64).default(4),
  sql: z
    .strictObject({
      connections_max: z.int().min(5).max(500).default(80),
      startWithinMs: z.int().min(1_000).max(120_000).default(20_000),
    })
    .prefault({}),
  coordination: z
    .strictObject({
      /** Changes kept for watches that resume. */
      history_max: z.int().min(1).max(1_000_000).default(10_000),
    })
    .prefault({}),
});

export type EnginesConfig = ReturnType<typeof readConfig>;

export function readConfig(file: string) {
  return readConfiguration(file, schema);
}
