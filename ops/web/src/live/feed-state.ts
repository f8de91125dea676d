import type { FeedMessage, FeedSnapshot } from '../../../live/feed.ts';

/** The feed as the page holds it: the snapshot with every delta laid over it, and when the last one came. */
export interface LiveState {
  readonly feed: FeedSnapshot;
  /** `performance.now()` at receipt, for counting on what counts up. */
  readonly receivedMono: number;
}

/** `undefined` when a message was lost: connect again. */
export function applyMessage(
  state: LiveState | undefined,
  message: FeedMessage,
  receivedMono: number,
): LiveState | undefined {
  if (message.type === 'snapshot') return { feed: message, receivedMono };
  if (!state || message.number !== state.feed.number + 1) return undefined;
  const held = state.feed;
  const gone = message.gone ?? {};
  const feed: FeedSnapshot = {
    ...held,
    number: message.number,
    sentAt: message.sentAt,
    ages: message.ages,
    counters: message.counters ?? held.counters,
    notices: message.notices ?? held.notices,
    sites: layOver(held.sites, message.sites, gone.sites, (row) => row.site),
    routers: layOver(held.routers, message.routers, gone.routers, (row) => row.process),
    others: layOver(held.others, message.others, gone.others, (row) => row.process),
    agents: layOver(held.agents, message.agents, gone.agents, (row) => row.agentId),
    calls: layOver(held.calls, message.calls, gone.calls, (row) => row.callId),
    decisions: layOver(held.decisions, message.decisions, gone.decisions, (row) => row.decisionId),
  };
  return { feed, receivedMono };
}

/** Changed rows in the place of the old ones, new ones at the end (lists are sorted where they are shown). */
function layOver<Row>(
  old: readonly Row[],
  changed: readonly Row[] | undefined,
  gone: readonly string[] | undefined,
  idOf: (row: Row) => string,
): readonly Row[] {
  if (!changed?.length && !gone?.length) return old;
  const rows = new Map(old.map((row) => [idOf(row), row]));
  for (const row of changed ?? []) rows.set(idOf(row), row);
  for (const id of gone ?? []) rows.delete(id);
  return [...rows.values()];
}
