import { Descriptions, Tag } from 'antd';
import type { DesktopView } from './session.ts';
import { formatDuration, useWords } from './words.ts';

/** Who is calling and why, on screen before the phone rings. */
export function ScreenPop({ view }: { readonly view: DesktopView }) {
  const word = useWords();
  const { pop } = view;
  if (!pop) return <section className="pop quiet">{word('noCall')}</section>;
  const { call, customer } = pop;
  return (
    <section className="pop" data-call={call.callId}>
      <h2>
        {call.ani} <Tag color="cyan">{call.queue}</Tag>
      </h2>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'caller', label: word('caller'), children: call.ani },
          { key: 'dialed', label: word('dialed'), children: call.dnis },
          { key: 'queue', label: word('queue'), children: call.queue },
          { key: 'waited', label: word('waited'), children: formatDuration(call.waitedMs) },
          {
            key: 'customer',
            label: word('customer'),
            children:
              customer.found === 'known' ? (
                <strong>
                  {customer.name} · {customer.customerId}
                </strong>
              ) : customer.found === 'asking' ? (
                word('asking')
              ) : (
                `${word('unknownCustomer')} (${customer.because})`
              ),
          },
          ...(customer.found === 'known'
            ? customer.details.map(({ label, value }) => ({ key: label, label, children: value }))
            : []),
        ]}
      />
    </section>
  );
}
