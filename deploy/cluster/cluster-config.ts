import { z } from 'zod';
import { ConfigurationError } from '../../platform/configuration/configuration-error.ts';
import {
  checkConfiguration,
  type Frozen,
  readConfiguration,
} from '../../platform/configuration/read-configuration.ts';
import { portShape } from '../../platform/configuration/shapes.ts';

/**
 * What a local cluster is made of: the file that `tandem up --config FILE` reads. Every key has a
 * default, so a file says only what is different; a list that it gives takes the place of the default.
 */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'use at most 20 lower-case letters, digits and dashes, a letter first');
const dnis = z.string().regex(/^[0-9*#+]{1,32}$/, 'digits, "*", "#" and "+"');
const network = z
  .string()
  .regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, 'write it as an IP address or a network such as 10.1.0.0/16');

const site = z.strictObject({
  id: name,
  /** A loopback address of its own, so that the site can be cut off by its packets. */
  host: z.string().regex(/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/, 'write an address of 127.0.0.0/8'),
  /** First part of its agents' ids, `bj` for `bj-01`; the site's id unless given. */
  prefix: name.optional(),
  /** Agents on simulated (or other people's) phones, in the ordinary queues. */
  agents: z.int().min(0).max(500).optional(),
  /** Agents at a desktop, in the queue of visitors. */
  desks: z.int().min(0).max(20).optional(),
});

const queue = z.strictObject({
  name,
  maxQueuedCalls: z.int().min(0).max(100_000).default(1000),
  wrapUpMs: z.int().min(0).max(3_600_000).optional(),
  ringMs: z.int().min(1000).max(120_000).optional(),
  /** The queue to which a call goes after three phones did not answer; without it the call keeps its place. */
  overflowTo: name.optional(),
  /** Who serves it: every ordinary agent, or those at a desktop. */
  servedBy: z.enum(['agents', 'desks']).default('agents'),
});

const callType = z.strictObject({
  name,
  dnis: z.array(dnis),
  queue: name,
  priority: z.int().min(0).max(9).default(5),
});

const trunk = z.strictObject({
  id: name,
  sources: z.array(network).min(1),
  redirect: z.boolean().default(false),
});

export const clusterConfigShape = z.strictObject({
  sites: z
    .array(site)
    .min(1)
    .max(10)
    .default([
      { id: 'beijing', host: '127.0.1.1', prefix: 'bj' },
      { id: 'shanghai', host: '127.0.2.1', prefix: 'sh' },
      { id: 'guangzhou', host: '127.0.3.1', prefix: 'gz' },
    ]),
  /** For each site that doesn't say otherwise. */
  agents: z.int().min(0).max(500).default(15),
  desks: z.int().min(0).max(20).default(1),
  queues: z
    .array(queue)
    .min(1)
    .default([
      { name: 'sales', maxQueuedCalls: 1000, servedBy: 'agents' },
      { name: 'service', maxQueuedCalls: 1000, servedBy: 'agents' },
      { name: 'front-desk', maxQueuedCalls: 1000, servedBy: 'desks' },
    ]),
  /** The type named `default` takes every number that no other names. */
  callTypes: z
    .array(callType)
    .min(1)
    .default([
      { name: 'sales', dnis: ['4001'], queue: 'sales', priority: 5 },
      { name: 'service', dnis: ['4002'], queue: 'service', priority: 5 },
      { name: 'front-desk', dnis: ['4000'], queue: 'front-desk', priority: 5 },
      { name: 'default', dnis: [], queue: 'service', priority: 5 },
    ]),
  /** The narrower network goes first. Calls from elsewhere are refused. */
  trunks: z
    .array(trunk)
    .min(1)
    .default([
      { id: 'redirecting-carrier', sources: ['127.0.9.0/24'], redirect: true },
      { id: 'carrier', sources: ['127.0.0.0/8'], redirect: false },
    ]),
  /** Automatic after-call work and ringing time, for each queue that doesn't say otherwise. */
  wrapUpMs: z.int().min(0).max(3_600_000).default(1000),
  ringMs: z.int().min(1000).max(120_000).default(15_000),
  treatment: z
    .strictObject({
      /** How long the greeting is, ms. */
      greetingMs: z.union([z.int().min(0).max(60_000), z.literal('off')]).default(1500),
    })
    .prefault({}),
  gateways: z.int().min(1).max(8).default(2),
  backend: z
    .strictObject({
      replicationLagMs: z.int().min(0).max(60_000).default(200),
      customers: z.int().min(1).max(1_000_000).default(10_000),
    })
    .prefault({}),
  console: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      /** Taken as it is; without it 7800, 7801 for a second cluster on this machine, or any free one. */
      port: portShape.optional(),
    })
    .prefault({}),
  /** Simulated callers. */
  traffic: z
    .strictObject({
      /** Over the whole cluster. */
      callsPerSecond: z.union([z.number().min(0).max(1000), z.literal('off')]).default(1),
      dnis: z.array(dnis).min(1).default(['4001', '4002']),
      /** Half of the calls are shorter. */
      talkMedianMs: z.int().min(0).max(3_600_000).default(22_000),
      patienceMeanMs: z.int().min(0).max(3_600_000).default(90_000),
    })
    .prefault({}),
  /** Simulated agents' phones; `off` leaves them to somebody else. */
  phones: z.enum(['on', 'off']).default('on'),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type ClusterConfig = Frozen<z.output<typeof clusterConfigShape>>;

/** What the command line says, which goes before what the file says. */
export interface ClusterOverrides {
  readonly agents?: number;
  readonly traffic?: number | 'off';
  readonly phones?: 'on' | 'off';
}

/** Throws `ConfigurationError`. Without a file: the built-in cluster of three sites. */
export function readClusterConfig(file: string | undefined, overrides: ClusterOverrides = {}): ClusterConfig {
  const source = file ?? 'the built-in configuration';
  const config = file
    ? readConfiguration(file, clusterConfigShape)
    : checkConfiguration(source, {}, clusterConfigShape);
  const faults = crossFaults(config);
  if (faults.length > 0) throw new ConfigurationError(source, faults);
  return override(config, overrides);
}

function override(config: ClusterConfig, { agents, traffic, phones }: ClusterOverrides): ClusterConfig {
  return {
    ...config,
    ...(agents !== undefined && { agents, sites: config.sites.map((site) => ({ ...site, agents })) }),
    ...(traffic !== undefined && { traffic: { ...config.traffic, callsPerSecond: traffic } }),
    ...(phones !== undefined && { phones }),
  };
}

/** What a schema can't see: names given twice, names that point at nothing. */
function crossFaults(config: ClusterConfig): string[] {
  const faults: string[] = [];
  const twice = (what: string, names: readonly string[]) => {
    for (const again of new Set(names.filter((each, i) => names.indexOf(each) !== i))) {
      faults.push(`${what}: "${again}" is there twice; name it once`);
    }
  };
  twice(
    'sites',
    config.sites.map((each) => each.id),
  );
  twice(
    'sites.host',
    config.sites.map((each) => each.host),
  );
  twice(
    'sites.prefix',
    config.sites.map((each) => each.prefix ?? each.id),
  );
  twice(
    'queues',
    config.queues.map((each) => each.name),
  );
  twice(
    'callTypes',
    config.callTypes.map((each) => each.name),
  );
  twice(
    'callTypes.dnis',
    config.callTypes.flatMap((each) => each.dnis),
  );
  for (const { name: from, overflowTo } of config.queues) {
    if (overflowTo !== undefined && !config.queues.some((each) => each.name === overflowTo)) {
      faults.push(`queues: "${from}" overflows to "${overflowTo}"; name one of queues`);
    }
  }
  for (const type of config.callTypes) {
    if (!config.queues.some((each) => each.name === type.queue)) {
      faults.push(`callTypes: "${type.name}" names the queue "${type.queue}"; name one of queues`);
    }
  }
  if (!config.callTypes.some((type) => type.name === 'default')) {
    faults.push('callTypes: there is no type "default"; one must take the numbers that no other names');
  }
  return faults;
}
