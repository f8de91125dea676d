import type { Timers } from '../../kernel/ports/timers.ts';
import type { FeedSnapshot, RecordReply, RecordsReply } from '../../ops/live/feed.ts';

/** What a scenario asks of the operations console over HTTP, as a page does. */

const pageRecords = 500;
const lookEveryMs = 200;

/** Resolves once so many agents are ready for the queue, over all sites; throws when they are not in time. */
export async function untilAgentsReady(
  console: string,
  wanted: { readonly queue: string; readonly agents: number; readonly withinMs: number },
  timers: Timers,
): Promise<void> {
  let ready = 0;
  for (let waitedMs = 0; waitedMs < wanted.withinMs; waitedMs += lookEveryMs) {
    const { sites } = await get<FeedSnapshot>(console, '/api/live');
    const queues = sites.flatMap((site) => site.queues.filter(({ queue }) => queue === wanted.queue));
    ready = queues.reduce((sum, queue) => sum + queue.ready, 0);
    if (ready >= wanted.agents) return;
    await new Promise<void>((resolve) => timers.after(lookEveryMs, resolve));
  }
  throw new Error(
    `only ${ready} of ${wanted.agents} agents became ready within ${wanted.withinMs} ms; ` +
      'was the cluster started with --phones off, so that their phones are ours to be?',
  );
}

/** The records of all calls that began at `fromMs` or later, whole, the newest first. */
export async function readRecords(console: string, fromMs: number): Promise<RecordReply[]> {
  const callIds = new Set<string>();
  for (let before: number | null = null; ; ) {
    const query: string = before === null ? '' : `&before=${before}`;
    const page: RecordsReply = await get(console, `/api/records?limit=${pageRecords}${query}`);
    const sizeBefore = callIds.size;
    for (const { callId, startedAt } of page.records) if (startedAt >= fromMs) callIds.add(callId);
    // One ms is read twice, since calls of the same ms may stand on both sides of the page's edge.
    before = page.nextBefore === null ? null : page.nextBefore + 1;
    if (before === null || callIds.size === sizeBefore) break;
  }
  const records: RecordReply[] = [];
  for (const callId of callIds)
    records.push(await get(console, `/api/records/${encodeURIComponent(callId)}`));
  return records;
}

async function get<T>(console: string, path: string): Promise<T> {
  const answer = await fetch(`http://${console}${path}`);
  if (!answer.ok) throw new Error(`the console answers ${answer.status} to ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
