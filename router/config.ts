/**
 * The configuration of one router process: validated once, then frozen. An unknown key or a bad value
 * stops the start with a message that names it.
 */
import { z } from 'zod';
import { ConfigurationError } from '../platform/configuration/configuration-error.ts';
import {
  checkConfiguration,
  type Frozen,
  readConfiguration,
} from '../platform/configuration/read-configuration.ts';
import { addressShape, processShape } from '../platform/configuration/shapes.ts';
import { readNetwork } from './decision/trunks.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'use lower-case letters, digits, dots and dashes');
const network = z.string().refine((text) => readNetwork(text) !== undefined, {
  error: ({ input }) => `"${input}" is no network; write an IP address or one such as 10.1.0.0/16`,
});

/** Every limit and time of the router, with what holds where the file says nothing. */
const limits = z.strictObject({
  /** Callers' INVITEs open at once; the next gets 503 with Retry-After. */
  openCallsMax: z.int().min(1).default(5_000),
  /** What a caller refused for overload is told to wait, s. */
  retryAfterS: z.int().min(1).default(2),
  /** A decision later than this is the default route, ms. */
  deadlineMs: z.int().min(1).default(300),
  /** A site that says nothing for this long is passed over, ms. */
  silenceMs: z.int().min(50).default(500),
  /** A link is usable while its own echo is at most this old, ms. */
  echoAgeMaxMs: z.int().min(100).default(500),
  heartbeatMs: z.int().min(10).default(100),
  /** How long a route token is good, and a decision counts as in flight at most, ms. */
  tokenLivesMs: z.int().min(1_000).default(10_000),
  /** Timer C of RFC 3261 §16.6: a leg that rings longer is given up, ms. More than three minutes. */
  timerCMs: z.int().min(180_001).default(185_000),
  /** Call-IDs remembered for in-dialog requests that come back to us. */
  dialogsMax: z.int().min(1).default(20_000),
  /** How long one is remembered after it was last used, ms. */
  dialogLivesMs: z
    .int()
    .min(1_000)
    .default(4 * 3_600_000),
  /** Route requests over gRPC that may wait for their turn at once; the next is refused. */
  routeRequestsMax: z.int().min(1).default(10_000),
});

export const routerConfigSchema = z.strictObject({
  /** Name (`beijing.router`), site, data folder, log level. */
  process: processShape,
  /** The folder of the engines' Unix sockets. */
  enginesFolder: z.string().min(1),
  /** UDP, for callers and sites. */
  sip: addressShape,
  /** Pre-routing, peer links of other routers, health. */
  grpc: addressShape,
  /** `/metrics` and `/healthz`; left out: not served. */
  http: addressShape.optional(),
  /** Every site of the cluster: its edge for INVITEs, its node's name (`<id>.node` unless given) and gRPC address. */
  sites: z
    .array(z.strictObject({ id: name, node: name.optional(), sip: addressShape, grpc: addressShape }))
    .min(1),
  /** Every other router of the cluster; this one may be listed and is passed over. */
  routers: z.array(z.strictObject({ id: name, sip: addressShape, grpc: addressShape })),
  /** Where calls go when nothing is known: own site first unless said otherwise. */
  defaultOrder: z.array(name).min(1).optional(),
  callTypes: z
    .array(
      z.strictObject({
        name,
        /** Dialed numbers, whole; the default call type takes all others. */
        dnis: z.array(z.string().regex(/^[0-9*#+]{1,32}$/, 'digits, "*", "#" and "+"')),
        queue: name,
        priority: z.int().min(0).max(9).default(5),
      }),
    )
    .min(1),
  defaultCallType: name.default('default'),
  trunks: z
    .array(
      z.strictObject({
        id: name,
        /** Networks that it sends from. */
        sources: z.array(network).min(1),
        /** It follows 302, so its calls are redirected, not proxied. */
        redirect: z.boolean().default(false),
      }),
    )
    .min(1),
  /** The trunk that calls from elsewhere count to; without it they get 403. */
  defaultTrunk: name.optional(),
  secrets: z.strictObject({
    /** Raw bytes, at least 32; the same in every router and node. */
    routeTokenKeyFile: z.string().min(1),
  }),
  limits: limits.prefault({}),
});

export type RouterConfigFile = z.input<typeof routerConfigSchema>;
type Parsed = Frozen<z.output<typeof routerConfigSchema>>;
export type RouterConfig = Omit<Parsed, 'defaultOrder'> & { readonly defaultOrder: readonly string[] };

/** Throws `ConfigurationError`, which names the file, the key and what to write instead. */
export function readRouterConfig(file: string): RouterConfig {
  return complete(file, readConfiguration(file, routerConfigSchema));
}

/** As `readRouterConfig`, for what is already parsed. */
export function checkRouterConfig(source: string, content: unknown): RouterConfig {
  return complete(source, checkConfiguration(source, content, routerConfigSchema));
}

function complete(source: string, config: Parsed): RouterConfig {
  const siteIds = config.sites.map((site) => site.id);
  const faults = crossFaults(config, siteIds);
  if (faults.length > 0) throw new ConfigurationError(source, faults);
  const own = config.process.site;
  const ownFirst = [...siteIds.filter((id) => id === own), ...siteIds.filter((id) => id !== own)];
  return Object.freeze({ ...config, defaultOrder: config.defaultOrder ?? Object.freeze(ownFirst) });
}

/** What a schema can't see: names that point at nothing, and names given twice. */
function crossFaults(config: Parsed, siteIds: readonly string[]): string[] {
  const faults: string[] = [];
  const twice = (what: string, names: readonly string[]) => {
    for (const again of new Set(names.filter((n, i) => names.indexOf(n) !== i))) {
      faults.push(`${what}: "${again}" is there twice; name it once`);
    }
  };
  twice('sites', siteIds);
  twice(
    'routers',
    config.routers.map((router) => router.id),
  );
  twice(
    'callTypes',
    config.callTypes.map((type) => type.name),
  );
  twice(
    'callTypes.dnis',
    config.callTypes.flatMap((type) => type.dnis),
  );
  twice(
    'trunks',
    config.trunks.map((trunk) => trunk.id),
  );
  for (const site of config.defaultOrder ?? []) {
    if (!siteIds.includes(site)) faults.push(`defaultOrder: there is no site "${site}"; name one of sites`);
  }
  if (!config.callTypes.some((type) => type.name === config.defaultCallType)) {
    faults.push(`defaultCallType: there is no call type "${config.defaultCallType}"; name one of callTypes`);
  }
  if (config.defaultTrunk !== undefined && !config.trunks.some((t) => t.id === config.defaultTrunk)) {
    faults.push(`defaultTrunk: there is no trunk "${config.defaultTrunk}"; name one of trunks`);
  }
  return faults;
}
