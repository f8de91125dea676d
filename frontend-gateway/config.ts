import { z } from 'zod';
import { type Frozen, readConfiguration } from '../platform/configuration/read-configuration.ts';
import { addressShape, millisecondsShape, processShape } from '../platform/configuration/shapes.ts';

/** The configuration of a front-end gateway. Unknown keys and bad values stop the start. */
export type GatewayConfig = Frozen<z.output<typeof gatewayConfigSchema>>;

const backendShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  /** Where it serves HTTP. */
  http: addressShape,
});

const businessTypeShape = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
  mode: z.enum(['read', 'write']),
  /** While the asker of a write in doubt still waits: send again under its key, or only ask. */
  inDoubt: z.enum(['repeat', 'inquire']).default('repeat'),
  deadlineMs: millisecondsShape.min(1).default(2000),
  payloadBytesMax: z.int().min(2).max(262_144).default(8192),
});

/** The business of the bank's accounts, as the twins of `population/backend` do it. */
const bankTypes: z.input<typeof businessTypeShape>[] = [
  { name: 'balance', mode: 'read' },
  { name: 'customer-by-phone', mode: 'read', deadlineMs: 1000 },
  { name: 'deposit', mode: 'write' },
  { name: 'transfer', mode: 'write' },
];

export const gatewayConfigSchema = z.strictObject({
  process: processShape,
  /** First in every key of the journal; all gateways that stand in for each other have the same. */
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .default('cn'),
  grpc: addressShape,
  http: addressShape,
  /** The two back-ends. */
  backends: z.array(backendShape).length(2),
  /** They agree on keys before either applies a write. The twins of `population/backend` do not. */
  shareKeys: z.boolean().default(false),
  types: z
    .array(businessTypeShape)
    .min(1)
    .default(() => bankTypes.map((type) => businessTypeShape.parse(type))),
  /** The folder of the engines' sockets. */
  enginesFolder: z.string().min(1),
  /** Connections to SQL at once. */
  sqlConnectionsMax: z.int().min(2).max(64).default(8),
  limits: z
    .strictObject({
      /** Transactions in hand at once; more are refused as `overloaded`. */
      inHandMax: z.int().min(1).max(100_000).default(5000),
      deadlineMsMax: millisecondsShape.default(60_000),
      /** Inquiries out at once while settling. */
      inquiriesMax: z.int().min(1).max(1000).default(64),
    })
    .prefault({}),
  health: z
    .strictObject({
      probeEveryMs: millisecondsShape.min(10).default(200),
      probeTimeoutMs: millisecondsShape.min(10).default(250),
      /** Usable for this long without a break: a customer's writes may come back to it. */
      steadyAfterMs: millisecondsShape.default(5000),
      /** An answer later than this counts against the back-end. */
      slowMs: millisecondsShape.min(1).default(1000),
    })
    .prefault({}),
  /** A read goes to the other back-end as well after this long without an answer. */
  hedgeAfterMs: millisecondsShape.default(150),
});

export function readGatewayConfig(file: string): GatewayConfig {
  return readConfiguration(file, gatewayConfigSchema);
}
