import { z } from 'zod';
import { type Frozen, readConfiguration } from '../platform/configuration/read-configuration.ts';
import { addressShape, processShape } from '../platform/configuration/shapes.ts';

/**
 * What one site's node process is told at its start. Secrets are files: the key of route tokens, the
 * agents' passwords, the key of desktop sessions.
 */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'use lower-case letters, digits, dots and dashes');

const queue = z.strictObject({
  name,
  /** Calls that may wait at this site; more are refused as busy. */
  maxQueuedCalls: z.int().min(0).max(100_000).default(1000),
  /** Automatic after-call work. */
  wrapUpMs: z.int().min(0).max(3_600_000).default(1000),
  /** Where a call goes after three RONAs; without it the call keeps its place. */
  overflowTo: name.optional(),
  /** How long a phone may ring before RONA. */
  ringMs: z.int().min(1000).max(120_000).default(15_000),
});

const agent = z.strictObject({
  id: name,
  name: z.string().min(1).max(64).optional(),
  queues: z.array(name).min(1),
  /** `phone`: a registered phone is signed in and ready by itself; `desktop`: the desktop says so. */
  signIn: z.enum(['phone', 'desktop']).default('phone'),
});

const callType = z.strictObject({
  name,
  /** Dialed numbers, whole; the type named `default` takes all others. */
  dnis: z.array(z.string().regex(/^[0-9*#+]{1,32}$/)),
  queue: name,
  priority: z.int().min(0).max(9).default(5),
});

export const nodeConfigSchema = z.strictObject({
  process: processShape,
  enginesFolder: z.string().min(1),
  sip: addressShape,
  grpc: addressShape,
  /** HTTP: the agents' desktops, metrics. */
  desktop: addressShape,
  /** The desktop's page as built; left out: the address says that there is no page. */
  webFolder: z.string().min(1).optional(),
  rtp: z.strictObject({
    host: z.string().min(1),
    portMin: z.int().min(1024).max(65_534),
    portMax: z.int().min(1025).max(65_535),
  }),
  routers: z.array(z.strictObject({ id: name, sip: addressShape, grpc: addressShape })),
  gateways: z.array(z.strictObject({ id: name, grpc: addressShape })),
  /** SIP realm of the agents' phones. */
  realm: z.string().min(1).max(64).default('tandem'),
  queues: z.array(queue).min(1),
  callTypes: z.array(callType).min(1),
  agents: z.array(agent),
  secrets: z.strictObject({
    /** Raw bytes, at least 32. */
    routeTokenKeyFile: z.string().min(1),
    /** JSON: `{"<agent id>": "<password>"}`. */
    agentPasswordsFile: z.string().min(1),
    /** Raw bytes, at least 32. */
    desktopKeyFile: z.string().min(1),
  }),
  treatment: z.strictObject({
    /** Length of the greeting; 0: none. */
    greetingMs: z.int().min(0).max(60_000).default(1500),
  }),
  limits: z
    .strictObject({
      maxCalls: z.int().min(1).max(100_000).default(2000),
      /** A caller who never sent any RTP is gone after so long … */
      noMediaMs: z.int().min(3000).max(3_600_000).default(120_000),
      /** … and one whose RTP stopped after so long, unless SDP says that none is to come. */
      lostMediaMs: z.int().min(3000).max(3_600_000).default(20_000),
      /** An abandoned call counts as short up to here. */
      shortAbandonMs: z.int().min(0).max(60_000).default(5000),
      /** After a RONA an agent without a desktop is ready again after so long: there is no button. */
      phoneReturnMs: z.int().min(0).max(3_600_000).default(5000),
      /** How far the clocks of two machines may be apart. */
      clockSkewMs: z.int().min(0).max(60_000).default(250),
    })
    .prefault({}),
});

export type NodeConfig = Frozen<z.output<typeof nodeConfigSchema>>;

/** Throws `ConfigurationError` that names file, key and remedy. */
export function readNodeConfig(file: string): NodeConfig {
  return readConfiguration(file, nodeConfigSchema);
}
