import { z } from 'zod';
import type { Change, Entry } from '../coordination/port.ts';

/**
 * What a process and the engines' process say to each other over the Unix socket. Every message is
 * a JSON header and a list of byte strings; asks are checked here before an engine sees them, and
 * whoever sends something else is cut off.
 */
export const protocolVersion = 1;

/** Limits of the wire; a frame over its limit ends the connection, an ask over its own is refused. */
export const limits = {
  frameBytes_max: 16 * 1024 * 1024,
  keyChars_max: 1024,
  valueChars_max: 256 * 1024,
  recordBytes_max: 1024 * 1024,
  recordsInAppend_max: 5_000,
  fetchBytes_max: 1024 * 1024,
  fetchWaitMs_max: 10_000,
  leaseTtlMs_min: 1_000,
  leaseTtlMs_max: 600_000,
  cacheTtlMs_max: 7 * 24 * 3_600_000,
} as const;

const key = z.string().min(1).max(limits.keyChars_max);
const prefix = z.string().max(limits.keyChars_max);
const value = z.string().max(limits.valueChars_max);
const count = z.number().int().nonnegative();
const topic = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const ttlMs = z.number().positive().max(limits.cacheTtlMs_max);
const lease = z.string().max(64);

/** The shape of each ask, by operation. */
export const asks = {
  ping: z.strictObject({}),
  get: z.strictObject({ key }),
  list: z.strictObject({ prefix }),
  put: z.strictObject({ key, value, lease: lease.optional() }),
  compareAndPut: z.strictObject({ key, expected: count, value, lease: lease.optional() }),
  delete: z.strictObject({ key }),
  grantLease: z.strictObject({ ttlMs: z.number().min(limits.leaseTtlMs_min).max(limits.leaseTtlMs_max) }),
  keepAlive: z.strictObject({ lease }),
  revoke: z.strictObject({ lease }),
  watch: z.strictObject({
    watch: count,
    prefix,
    /** The last revision that the watcher has seen whole, and of which store. */
    after: z.strictObject({ store: z.string().max(64), revision: count }).optional(),
  }),
  unwatch: z.strictObject({ watch: count }),
  partitions: z.strictObject({ topic }),
  /** Values travel as the message's byte strings, one for each key. */
  append: z.strictObject({ topic, keys: z.array(key).max(limits.recordsInAppend_max) }),
  fetch: z.strictObject({
    topic,
    partition: count,
    from: count,
    bytes: z.number().int().min(1).max(limits.fetchBytes_max),
    waitMs: z.number().min(0).max(limits.fetchWaitMs_max),
  }),
  ends: z.strictObject({ topic }),
  cacheGet: z.strictObject({ key }),
  cacheSet: z.strictObject({ key, value, ttlMs }),
  cacheSetOwned: z.strictObject({ key, epoch: count, value, ttlMs }),
  cacheGetOwned: z.strictObject({ key }),
  cacheDelete: z.strictObject({ key }),
  cacheIncrement: z.strictObject({ key, by: z.number().int(), ttlMs }),
} as const;

export type Operation = keyof typeof asks;
export type Ask<O extends Operation> = z.infer<(typeof asks)[O]>;

/** What each operation answers with. */
export interface Answers {
  ping: Record<string, never>;
  get: { readonly entry?: Entry | undefined };
  list: { readonly revision: number; readonly entries: readonly Entry[] };
  put: { readonly revision: number };
  compareAndPut: { readonly applied: boolean; readonly revision: number };
  delete: { readonly existed: boolean };
  grantLease: { readonly lease: string };
  keepAlive: { readonly alive: boolean };
  revoke: { readonly existed: boolean };
  watch: Record<string, never>;
  unwatch: Record<string, never>;
  partitions: { readonly count: number };
  append: Record<string, never>;
  /** Values travel as the message's byte strings; offsets rise and may have gaps. */
  fetch: { readonly keys: readonly string[]; readonly offsets: readonly number[] };
  ends: { readonly ends: readonly number[] };
  cacheGet: { readonly value?: string | undefined };
  cacheSet: Record<string, never>;
  cacheSetOwned: { readonly kept: boolean };
  cacheGetOwned: { readonly epoch?: number | undefined; readonly value?: string | undefined };
  cacheDelete: Record<string, never>;
  cacheIncrement: { readonly value: number };
}

export type Blobs = readonly Uint8Array[];

/** Every message on the wire. `blobs` travel beside the header, not in it. */
export type Message =
  | { readonly type: 'hello'; readonly version: number; readonly store?: string | undefined }
  | { readonly type: 'ask'; readonly id: number; readonly op: Operation; readonly ask: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | {
      readonly type: 'refusal';
      readonly id: number;
      readonly code: 'engine-refused' | 'lease-gone' | 'engine-failed';
      readonly detail: string;
    }
  | WatchPush;

/** Changes for one watch. `complete` is false when more of the same revisions follow. */
export interface WatchPush {
  readonly type: 'changes';
  readonly watch: number;
  /** The whole list follows: what the watcher holds from before is to be forgotten. */
  readonly reset: boolean;
  readonly complete: boolean;
  readonly store: string;
  readonly revision: number;
  readonly changes: readonly Change[];
}

const envelope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), version: z.number(), store: z.string().optional() }),
  z.strictObject({
    type: z.literal('ask'),
    id: count,
    op: z.enum(Object.keys(asks) as [Operation, ...Operation[]]),
    ask: z.unknown(),
  }),
]);

/** What a client may send; `undefined` for anything else. */
export function readClientMessage(header: unknown): Message | undefined {
  const read = envelope.safeParse(header);
  return read.success ? read.data : undefined;
}
