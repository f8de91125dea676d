/**
 * The order of going: no new calls and questions, a moment for the calls that wait for an answer, then
 * the links and sockets, the facts to disk and out, and the engines last.
 */
import type { Timers } from '../kernel/ports/timers.ts';
import type { RouterParts } from './context.ts';

/** Callers who wait for an answer get so long, ms; a site that was passed to answers within it. */
const drainMs = 1_200;
const lookEveryMs = 20;
const graceMs = 200;

export async function closeRouter(parts: RouterParts, timers: Timers): Promise<void> {
  const { router, grpc, peerServer, http, presence, outbox, engines } = parts;
  router.proxy.stopAccepting();
  await presence.close();
  await drained(parts, timers);
  router.desk.close();
  peerServer.close();
  router.peers.close();
  await grpc.close(graceMs);
  router.transactions.close();
  await router.transport.close();
  await http?.close(graceMs);
  await outbox.close();
  await engines.close();
}

/** Resolves when no caller waits for a final response, or when the time is over. */
function drained({ router }: RouterParts, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    let waitedMs = 0;
    const look = () => {
      if (router.proxy.openCalls === 0 || waitedMs >= drainMs) {
        resolve();
        return;
      }
      waitedMs += lookEveryMs;
      timers.after(lookEveryMs, look);
    };
    look();
  });
}
