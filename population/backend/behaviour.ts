import { z } from 'zod';

/** How a back-end behaves now; drills and checks change it while it runs. */
export const behaviourShape = z.strictObject({
  /** How old an entry must be before the twin is given it. */
  replicationLagMs: z.number().min(0).max(3_600_000),
  /** Nothing is fetched from the twin. */
  replicationPaused: z.boolean(),
  /** How long the business takes, before the ledger is written. */
  thinkMs: z.number().min(0).max(600_000),
  /** Of the writes: applied, and never answered. 0 to 1. */
  dropAnswersShare: z.number().min(0).max(1),
});

export type Behaviour = z.output<typeof behaviourShape>;
export const behaviourChange = behaviourShape.partial().strict();
