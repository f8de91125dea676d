import { Empty, Table, Tag } from 'antd';
import type { CallRow } from '../../../live/feed.ts';
import { stageColors } from '../colors.ts';
import type { LiveState } from '../live/feed-state.ts';
import { useNow } from '../live/use-live-feed.ts';
import { formatDuration, useSiteName, useWords } from '../words.ts';

/** The calls in flight, the one that has waited longest first. */
export function CallTable({ state }: { readonly state: LiveState }) {
  const word = useWords();
  const siteName = useSiteName();
  const now = useNow(500);
  const passedMs = now - state.receivedMono;
  const calls = state.feed.calls.filter((call) => call.stage !== 'ended').sort(byUrgency);
  return (
    <section className="panel calls">
      <h2>
        {word('calls')} <span className="count">{calls.filter((call) => call.counting).length}</span>
      </h2>
      <Table<CallRow>
        size="small"
        rowKey="callId"
        dataSource={calls.slice(0, 100)}
        pagination={false}
        scroll={{ y: 300 }}
        locale={{ emptyText: <Empty description={word('noCalls')} image={Empty.PRESENTED_IMAGE_SIMPLE} /> }}
        columns={[
          { title: word('caller'), dataIndex: 'ani', width: 120 },
          { title: word('dialed'), dataIndex: 'dnis', width: 76 },
          {
            title: word('stage'),
            width: 110,
            render: (_, call) => (
              <Tag color={stageColors[call.stage]} style={{ color: '#0b1220' }}>
                {word(call.stage)}
                {call.stage === 'queued' && call.position > 0 && ` ${call.position}`}
              </Tag>
            ),
          },
          { title: word('site'), width: 96, render: (_, call) => siteName(call.site) },
          { title: word('agent'), dataIndex: 'agentId', width: 84 },
          {
            title: word('since'),
            width: 72,
            render: (_, call) => formatDuration(call.inStageMs + (call.counting ? passedMs : 0)),
          },
          { title: word('where'), dataIndex: 'sentence', ellipsis: true },
        ]}
      />
    </section>
  );
}

const urgency: readonly CallRow['stage'][] = [
  'cut',
  'queued',
  'ringing',
  'routed',
  'arrived',
  'held',
  'talking',
  'ended',
];

function byUrgency(a: CallRow, b: CallRow): number {
  return urgency.indexOf(a.stage) - urgency.indexOf(b.stage) || b.waitingMs - a.waitingMs;
}
