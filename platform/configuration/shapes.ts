import { z } from 'zod';
import { type Address, parseAddress } from '../../kernel/ports/datagram.ts';

/** `host:port`, host an IP address or a name; read as an `Address`. */
export const addressShape = z.string().transform((text, context): Address => {
  const address = parseAddress(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: 'Write host:port, such as 127.0.0.1:5060' });
  return z.NEVER;
});

export const portShape = z.int().min(1).max(65535);

/** A number of milliseconds. */
export const millisecondsShape = z.int().min(0).max(86_400_000);

/** What every process has in its configuration, under the key `process`. */
export const processShape = z.strictObject({
  /** Unique in the cluster: `beijing.router`, `gateway-1`. */
  name: z.string().regex(/^[A-Za-z0-9.-]{1,32}$/),
  /** Empty for a process that belongs to no site. */
  site: z.string().default(''),
  /** A folder of its own; made when it is missing. */
  dataDir: z.string().min(1),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How long an orderly close may take before the process ends anyway. */
  closeWithinMs: millisecondsShape.default(3000),
});

export type ProcessSettings = z.output<typeof processShape>;
