/**
 * The configuration of one router process: validated once, then frozen. An unknown key or a bad value
 * stops the start with a message that names it.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Address, parseAddress } from '../kernel/ports/datagram.ts';

const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, ".", "_", "-"; at most 64');
const address = z.string().transform((text, context): Address => {
  const parsed = parseAddress(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: `"${text}" is not host:port` });
  return z.NEVER;
});
const cidr = z
  .string()
  .regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, 'an IP address or a network such as 10.1.0.0/16');
const tokenKey = z.string().transform((text, context): Uint8Array => {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  if (bytes.length >= 32) return bytes;
  context.addIssue({ code: 'custom', message: 'must be at least 32 bytes in base64' });
  return z.NEVER;
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
  /** The process's name over the whole cluster, `beijing.router`. */
  id: word,
  site: word,
  /** Boot number, outbox and logs live here. */
  dataFolder: z.string().min(1),
  listen: z.strictObject({
    /** UDP, for callers and sites. */
    sip: address,
    /** Pre-routing, peer links of other routers, health. */
    grpc: address,
    /** Metrics and health over HTTP. */
    http: address,
  }),
  /** Where the embedded engines listen: a Unix socket. */
  engines: z.strictObject({ socket: z.string().min(1) }),
  /** Base64 of at least 32 bytes, the same in every router and node. */
  tokenKey,
  /** Every site of the cluster: its edge for INVITEs, its node's gRPC address for the peer link. */
  sites: z.array(z.strictObject({ id: word, edge: address, grpc: address })).min(1),
  /** Every router of the cluster, this one too. */
  routers: z.array(z.strictObject({ id: word, grpc: address })).min(1),
  /** Where calls go when nothing is known: own site first unless said otherwise. */
  defaultOrder: z.array(word).min(1).optional(),
  callTypes: z
    .array(
      z.strictObject({
        id: word,
        queue: word,
        /** Numbers that callers dial for it. */
        dnis: z.array(z.string().min(1)).default([]),
        priority: z.int().min(0).max(100).default(10),
      }),
    )
    .min(1),
  /** The call type of a number that no call type names. */
  defaultCallType: word,
  trunks: z
    .array(
      z.strictObject({
        id: word,
        /** Networks that it sends from. */
        sources: z.array(cidr).min(1),
        /** It follows 302, so the call is redirected, not proxied. */
        redirect: z.boolean().default(false),
      }),
    )
    .min(1),
  /** The trunk that calls from elsewhere count to; without it they get 403. */
  defaultTrunk: word.optional(),
  limits: limits.prefault({}),
});

export type RouterConfigFile = z.input<typeof routerConfigSchema>;
export type RouterConfig = Readonly<Omit<z.output<typeof routerConfigSchema>, 'defaultOrder'>> & {
  readonly defaultOrder: readonly string[];
};

/** The file says something that can't be; the message names every key concerned. */
export class RouterConfigError extends Error {
  readonly code = 'bad-configuration';
  readonly retriable = false;

  constructor(faults: readonly string[]) {
    super(`The router's configuration can't be used: ${faults.join('; ')}. Mend the file and start again.`);
    this.name = 'RouterConfigError';
  }
}

export function readRouterConfig(file: string): RouterConfig {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RouterConfigError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return parseRouterConfig(content);
}

export function parseRouterConfig(content: unknown): RouterConfig {
  const parsed = routerConfigSchema.safeParse(content);
  if (!parsed.success) {
    throw new RouterConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    );
  }
  const config = parsed.data;
  const siteIds = config.sites.map((site) => site.id);
  const faults = crossFaults(config, siteIds);
  if (faults.length > 0) throw new RouterConfigError(faults);
  const defaultOrder = config.defaultOrder ?? [
    ...siteIds.filter((id) => id === config.site),
    ...siteIds.filter((id) => id !== config.site),
  ];
  return deepFreeze({ ...config, defaultOrder });
}

/** What zod can't see: names that point at nothing, and names given twice. */
function crossFaults(config: z.output<typeof routerConfigSchema>, siteIds: readonly string[]): string[] {
  const faults: string[] = [];
  const twice = (what: string, names: readonly string[]) => {
    for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i))) {
      faults.push(`${what}: "${name}" is there twice`);
    }
  };
  twice('sites', siteIds);
  twice(
    'routers',
    config.routers.map((router) => router.id),
  );
  twice(
    'callTypes',
    config.callTypes.map((type) => type.id),
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
    if (!siteIds.includes(site)) faults.push(`defaultOrder: there is no site "${site}"`);
  }
  if (!config.routers.some((router) => router.id === config.id)) {
    faults.push(`routers: "${config.id}" itself is missing`);
  }
  if (!config.callTypes.some((type) => type.id === config.defaultCallType)) {
    faults.push(`defaultCallType: there is no call type "${config.defaultCallType}"`);
  }
  if (config.defaultTrunk !== undefined && !config.trunks.some((t) => t.id === config.defaultTrunk)) {
    faults.push(`defaultTrunk: there is no trunk "${config.defaultTrunk}"`);
  }
  return faults;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
