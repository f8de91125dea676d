import type { ClusterFile } from '../deploy/cluster/cluster-file.ts';
import { parseAddress } from '../kernel/ports/datagram.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import { askSupervisor } from '../platform/control/client.ts';
import { createHttpExchange, type HttpExchange } from '../platform/http/exchange.ts';
import type { BackendLossHands } from './backend-loss.ts';
import type { HeldEntry } from './checkers/ledgers.ts';

/** Hands on the back-ends of a running cluster: its supervisor kills and starts, their HTTP tells what they hold. */
export function handsOnCluster(
  cluster: ClusterFile,
  backendId: string,
  timers: Timers,
): BackendLossHands & { close(): void } {
  const exchange = createHttpExchange(timers, { answerBytes_max: 512 * 1024 * 1024 });
  const http = cluster.backends.find((backend) => backend.id === backendId)?.http;
  if (http === undefined) throw new Error(`the cluster has no back-end "${backendId}"; see cluster.json`);
  const { control } = cluster.up;
  return {
    lose: async (way) => {
      const signal = way === 'kill' ? 'SIGKILL' : 'SIGSTOP';
      await askSupervisor(control, { command: 'kill', process: backendId, signal });
    },
    restore: async (way) => {
      if (way === 'kill') await askSupervisor(control, { command: 'start', process: backendId });
      else await askSupervisor(control, { command: 'kill', process: backendId, signal: 'SIGCONT' });
      await doorOpen(exchange, http, timers);
    },
    ledgers: async () => {
      const entries = cluster.backends.map(
        async ({ id, http }) => [id, await readLedger(exchange, http)] as const,
      );
      return new Map(await Promise.all(entries));
    },
    close: () => exchange.close(),
  };
}

const doorTriesMax = 200;

/** Resolves once the back-end answers. */
export async function doorOpen(exchange: HttpExchange, http: string, timers: Timers): Promise<void> {
  for (let tries = 0; tries < doorTriesMax; tries++) {
    const heard = await exchange.ask(parseAddress(http)!, {
      method: 'GET',
      path: '/position',
      deadlineMs: 250,
    });
    if (heard.outcome === 'answered' && heard.status === 200) return;
    await new Promise<void>((resolve) => timers.after(50, resolve));
  }
  throw new Error(`${http} did not open its door again; look at its log`);
}

export async function readLedger(exchange: HttpExchange, http: string): Promise<readonly HeldEntry[]> {
  const heard = await exchange.ask(parseAddress(http)!, {
    method: 'GET',
    path: '/ledger',
    deadlineMs: 30_000,
  });
  if (heard.outcome !== 'answered' || heard.status !== 200)
    throw new Error(`${http} did not give its ledger`);
  const lines = heard.body.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as HeldEntry);
}
