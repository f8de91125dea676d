import { join } from 'node:path';
import { z } from 'zod';

/**
 * What may be asked of the supervisor of a local cluster, over a Unix socket that only its owner can
 * open: one JSON line asks, one JSON line answers, and the connection ends.
 */
export const controlRequestShape = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z
    .strictObject({
      command: z.literal('kill'),
      /** One process by its name, such as `shanghai.router`; or … */
      process: z.string().optional(),
      /** … every process of a site. */
      site: z.string().optional(),
      signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGCONT']).default('SIGKILL'),
      /** False: it stays down until somebody starts it. */
      restart: z.boolean().default(false),
    })
    .refine(
      (request) => (request.process === undefined) !== (request.site === undefined),
      'name a process or a site',
    ),
  z
    .strictObject({
      command: z.literal('start'),
      process: z.string().optional(),
      site: z.string().optional(),
    })
    .refine(
      (request) => (request.process === undefined) !== (request.site === undefined),
      'name a process or a site',
    ),
]);

export type ControlRequest = z.input<typeof controlRequestShape>;
export type CheckedControlRequest = z.output<typeof controlRequestShape>;

/**
 * `starting`: not ready yet. `ready`. `stopped`: alive but told to stand still (SIGSTOP). `backing-off`: died
 * unasked, will be started again. `held`: down, and stays so until somebody starts it. `ended`: the
 * cluster is closing.
 */
export type ProcessState = 'starting' | 'ready' | 'stopped' | 'backing-off' | 'held' | 'ended';

export interface ProcessStatus {
  readonly name: string;
  readonly kind: string;
  /** Empty for a process of no site. */
  readonly site: string;
  readonly state: ProcessState;
  /** 0 while there is none. */
  readonly pid: number;
  /** Times that it was started again after it died. */
  readonly restarts: number;
  /** What it said of itself when it became ready: addresses. */
  readonly ready: Readonly<Record<string, unknown>>;
}

export type ControlReply =
  | { readonly ok: true; readonly processes: readonly ProcessStatus[] }
  | { readonly ok: false; readonly message: string };

export const requestBytesMax = 4096;

/** Where the supervisor listens, in the folder of the cluster's sockets. */
export function controlSocketPath(socketFolder: string): string {
  return join(socketFolder, 'control.sock');
}
