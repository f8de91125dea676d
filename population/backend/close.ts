import type { Backend } from './context.ts';

/** The order of closing: fetch nothing more, take nothing more, put what is gathered on disk. */
export async function closeBackend(backend: Backend): Promise<void> {
  backend.replication.close();
  await backend.server.close(1000);
  backend.exchange.close();
  await backend.ledger.close();
}
