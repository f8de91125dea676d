import { Tooltip } from 'antd';
import type { LiveState } from '../live/feed-state.ts';
import { useNow } from '../live/use-live-feed.ts';
import { formatDuration, useWords } from '../words.ts';

/** How old what stands beside it is, by the viewer's own clock; red past 1.5 s. */
export function Age({ state, source }: { readonly state: LiveState; readonly source: string }) {
  const now = useNow(200);
  const word = useWords();
  const sent = state.feed.ages[source] ?? -1;
  const ageMs = sent < 0 ? -1 : sent + (now - state.receivedMono);
  return (
    <Tooltip title={`${word('dataAge')}: ${source}`}>
      <span className={ageMs < 0 || ageMs > 1500 ? 'age old' : 'age'}>{formatDuration(ageMs)}</span>
    </Tooltip>
  );
}
