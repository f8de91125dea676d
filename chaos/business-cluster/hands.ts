import type { Timers } from '../../kernel/ports/timers.ts';
import { createHttpExchange } from '../../platform/http/exchange.ts';
import type { BackendLossHands } from '../backend-loss.ts';
import { doorOpen, readLedger } from '../backend-loss-hands.ts';
import type { BusinessCluster } from './business-cluster.ts';

/** Hands on the back-ends of a cluster that the scenario started itself. */
export function handsOnOwn(
  cluster: BusinessCluster,
  backendId: string,
  timers: Timers,
): BackendLossHands & { close(): void } {
  const exchange = createHttpExchange(timers, { answerBytes_max: 512 * 1024 * 1024 });
  const backend = cluster.processes.get(backendId)!;
  const { http } = cluster.backends.find(({ id }) => id === backendId)!;
  return {
    lose: async (way) => {
      if (way === 'kill') await backend.kill();
      else backend.signal('SIGSTOP');
    },
    restore: async (way) => {
      if (way === 'kill') await backend.start();
      else backend.signal('SIGCONT');
      await doorOpen(exchange, http, timers);
    },
    ledgers: async () => {
      const read = cluster.backends.map(
        async ({ id, http }) => [id, await readLedger(exchange, http)] as const,
      );
      return new Map(await Promise.all(read));
    },
    close: () => exchange.close(),
  };
}
