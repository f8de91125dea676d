import type { EnginesContext } from './context.ts';

/**
 * The order of ending: no new asks, then PostgreSQL while its clients end by themselves, then the
 * journals, last because an answer may still rest on them.
 */
export async function closeInOrder({ server, postgres, engines }: EnginesContext): Promise<void> {
  await server.close();
  await postgres.stop();
  await engines.close();
}
