import { Statistic, Table } from 'antd';
import { useCounting } from './call-bar.tsx';
import type { DesktopView } from './session.ts';
import { formatDuration, useWords } from './words.ts';

export function OwnFigures({ view }: { readonly view: DesktopView }) {
  const word = useWords();
  const figures = view.figures;
  const signedInMs = useCounting(figures?.signedInMs ?? 0, figures?.at ?? 0);
  return (
    <section className="panel">
      <h3>{word('figures')}</h3>
      <div className="figures">
        <Statistic title={word('handled')} value={figures?.handled ?? 0} />
        <Statistic title={word('rona')} value={figures?.rona ?? 0} />
        <Statistic title={word('meanTalk')} value={formatDuration(figures?.meanTalkMs ?? 0)} />
        <Statistic title={word('signedInFor')} value={formatDuration(signedInMs)} />
      </div>
    </section>
  );
}

export function QueuesInView({ view }: { readonly view: DesktopView }) {
  const word = useWords();
  return (
    <section className="panel">
      <h3>{word('queue')}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey="queue"
        dataSource={[...view.queues]}
        columns={[
          { title: word('queue'), dataIndex: 'queue' },
          { title: word('waiting'), dataIndex: 'queued' },
          { title: word('longest'), dataIndex: 'oldestWaitMs', render: (ms: number) => formatDuration(ms) },
          { title: word('readyAgents'), render: (_, row) => `${row.ready} / ${row.signedIn}` },
        ]}
      />
    </section>
  );
}
