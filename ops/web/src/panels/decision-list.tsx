import { Drawer, Empty, Table, Tag } from 'antd';
import { useState } from 'react';
import type { Candidate } from '../../../../kernel/event/fact.ts';
import type { DecisionRow } from '../../../live/feed.ts';
import type { LiveState } from '../live/feed-state.ts';
import { formatDuration, useSiteName, useWords } from '../words.ts';

const shown = 40;

/** Each decision with its reason in one sentence; one click tells all that was known. */
export function DecisionList({ state }: { readonly state: LiveState }) {
  const word = useWords();
  const siteName = useSiteName();
  const [openId, setOpenId] = useState<string>();
  const decisions = [...state.feed.decisions].sort((a, b) => b.decidedAt - a.decidedAt).slice(0, shown);
  const open = decisions.find((decision) => decision.decisionId === openId);
  return (
    <section className="panel decisions">
      <h2>{word('decisions')}</h2>
      {decisions.length === 0 && (
        <Empty description={word('noDecisions')} image={Empty.PRESENTED_IMAGE_SIMPLE} />
      )}
      <ol>
        {decisions.map((decision) => (
          <li key={decision.decisionId}>
            <button type="button" className="decision" onClick={() => setOpenId(decision.decisionId)}>
              <Tag color={decision.isDefault ? 'orange' : 'cyan'}>
                {siteName(decision.deliveredTo || decision.chosen)}
              </Tag>
              <span className="reason">{decision.reason}</span>
              <span className="numbers">
                {decision.ani} → {decision.dnis} · {new Date(decision.decidedAt).toLocaleTimeString()}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Drawer
        open={open !== undefined}
        onClose={() => setOpenId(undefined)}
        size="large"
        title={open && `${open.ani} → ${open.dnis}`}
      >
        {open && <DecisionDetail decision={open} />}
      </Drawer>
    </section>
  );
}

function DecisionDetail({ decision }: { readonly decision: DecisionRow }) {
  const word = useWords();
  const siteName = useSiteName();
  return (
    <>
      <p>{decision.reason}</p>
      <p className="numbers">
        {decision.router} · {decision.queue} · {word('took')} {decision.tookMs.toFixed(1)} ms
        {decision.isDefault && ` · ${word('byDefault')}`}
      </p>
      <Table<Candidate>
        size="small"
        pagination={false}
        rowKey="site"
        dataSource={[...decision.candidates]}
        columns={[
          { title: word('site'), dataIndex: 'site', render: (site: string) => siteName(site) },
          {
            title: word('expectedDelay'),
            dataIndex: 'expectedDelayMs',
            render: (ms: number) => (ms < 0 ? '∞' : formatDuration(ms)),
          },
          { title: word('ready'), render: (_, row) => `${row.ready} / ${row.signedIn}` },
          { title: word('queued'), dataIndex: 'queued' },
          { title: word('inFlight'), dataIndex: 'inFlight' },
          { title: word('age'), dataIndex: 'ageMs', render: (ms: number) => formatDuration(ms) },
          {
            title: word('why'),
            dataIndex: 'lostBecause',
            render: (why: string) => why || <Tag color="cyan">{word('chosen')}</Tag>,
          },
        ]}
      />
      {decision.passedOver.map((passed) => (
        <p key={passed.site}>
          {siteName(passed.site)}: {passed.cause} · {formatDuration(passed.afterMs)}
        </p>
      ))}
    </>
  );
}
