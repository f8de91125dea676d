/**
 * What the crowd is told at its start: the agents' phones of all sites and where they register, the
 * routers that callers dial, how much traffic there is, and where it may be asked for one call more.
 */
import { z } from 'zod';
import { ConfigurationError } from '../../platform/configuration/configuration-error.ts';
import {
  checkConfiguration,
  type Frozen,
  readConfiguration,
} from '../../platform/configuration/read-configuration.ts';
import { addressShape, millisecondsShape, processShape } from '../../platform/configuration/shapes.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'use lower-case letters, digits, dots and dashes');
const host = z.string().regex(/^[0-9a-fA-F:.]+$/, 'write an IP address');

export const crowdConfigSchema = z.strictObject({
  process: processShape,
  /** HTTP control (`POST /calls`, `GET /callers`, `GET /phones`) and metrics; keep it on loopback. */
  control: addressShape,
  /** Address from which phones and callers speak SIP, on any free port. */
  sipHost: host.default('127.0.0.1'),
  /** Even ports for RTP: one for each phone in a call and one for each caller. */
  rtp: z.strictObject({
    host: host.default('127.0.0.1'),
    portMin: z.int().min(1024).max(65_534),
    portMax: z.int().min(1025).max(65_535),
  }),
  /** Site edges, where phones register. */
  sites: z.array(z.strictObject({ id: name, sip: addressShape })),
  /** Whom carriers call. */
  routers: z.array(z.strictObject({ id: name, site: name, sip: addressShape })).min(1),
  phones: z
    .strictObject({
      /** JSON: `{"<user>": "<password>"}`, as the nodes have it. */
      passwordsFile: z.string().min(1),
      list: z.array(
        z.strictObject({
          /** SIP user, the agent's id. */
          user: name,
          site: name,
          /** `auto` answers by itself; `talk` rings until NOTIFY `Event: talk` (a desktop's phone). */
          mode: z.enum(['auto', 'talk']).default('auto'),
          /** How long an `auto` phone rings. */
          answerAfterMs: millisecondsShape.default(0),
        }),
      ),
      /** How long a registration is good for; refreshed at half of it. */
      expiresSeconds: z.int().min(10).max(86_400).default(20),
    })
    .optional(),
  /** Front-end gateways, over which agents do business for the callers they answer; none: they only talk. */
  gateways: z.array(z.strictObject({ id: name, grpc: addressShape })).default([]),
  /** Customers of the bank, as the back-ends have them; most callers are one of these. */
  customers: z.int().min(1).max(1_000_000).default(10_000),
  /** How long the answer to one piece of business may take. */
  businessDeadlineMs: millisecondsShape.min(100).default(2000),
  /** Left out: nobody calls by himself. */
  traffic: z
    .strictObject({
      /** Poisson arrivals, over all routers. */
      callsPerSecond: z.number().min(0).max(1000),
      dnis: z
        .array(z.string().regex(/^[0-9*#+]{1,32}$/, 'digits, "*", "#" and "+"'))
        .min(1)
        .default(['4001', '4002']),
      /** Lognormal: half of the calls are shorter. */
      talkMedianMs: millisecondsShape.default(22_000),
      /** Spread: the standard deviation of the logarithm. */
      talkSigma: z.number().min(0).max(3).default(0.35),
      /** Exponential: the mean time that callers wait for an agent before they give up. */
      patienceMeanMs: millisecondsShape.default(90_000),
    })
    .optional(),
  carrier: z
    .strictObject({
      /** A router that answers nothing for so long is passed over. */
      silenceMs: millisecondsShape.min(100).default(2000),
      /** A caller whose line goes dead, with no RTP for so long, hangs up and calls again. */
      deadAirMs: millisecondsShape.min(500).default(3000),
      /** A caller who was cut off calls again once after a time between these. */
      redialMinMs: millisecondsShape.default(1000),
      redialMaxMs: millisecondsShape.default(3000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Callers at once; arrivals beyond are counted and not placed. */
      callersMax: z.int().min(1).max(10_000).default(500),
    })
    .prefault({}),
});

export type CrowdConfigFile = z.input<typeof crowdConfigSchema>;
export type CrowdConfig = Frozen<z.output<typeof crowdConfigSchema>>;

/** Throws `ConfigurationError`, which names the file, the key, what is wrong and what to write instead. */
export function readCrowdConfig(file: string): CrowdConfig {
  return complete(file, readConfiguration(file, crowdConfigSchema));
}

/** As `readCrowdConfig`, for what is already parsed. */
export function checkCrowdConfig(source: string, content: unknown): CrowdConfig {
  return complete(source, checkConfiguration(source, content, crowdConfigSchema));
}

function complete(source: string, config: CrowdConfig): CrowdConfig {
  const faults: string[] = [];
  const sites = new Set(config.sites.map((site) => site.id));
  const users = new Set<string>();
  for (const { user, site } of config.phones?.list ?? []) {
    if (!sites.has(site)) faults.push(`phones.list: "${user}" is at "${site}"; name one of sites`);
    if (users.has(user)) faults.push(`phones.list: "${user}" is there twice; name it once`);
    users.add(user);
  }
  if (config.carrier.redialMaxMs < config.carrier.redialMinMs) {
    faults.push('carrier.redialMaxMs is below redialMinMs; write one that is not');
  }
  if (faults.length > 0) throw new ConfigurationError(source, faults);
  return config;
}
