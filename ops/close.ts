import type { OpsContext } from './context.ts';

/**
 * The order of going: the pages are told, nothing new is asked, readers of the log stop, the last batch
 * is committed or comes again at the next start; engines last.
 */
const graceMs = 300;

export async function closeOps(context: OpsContext): Promise<void> {
  const { presence, hub, endSockets, http, asking, announcer, source, records, engines } = context;
  await presence.close();
  hub.close();
  endSockets();
  await http.close(graceMs);
  asking.close();
  announcer.close();
  await source.close();
  await records.close();
  await engines.close();
}
