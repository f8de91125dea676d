import { App, Button, Popconfirm, Space, Tooltip } from 'antd';
import { useState } from 'react';
import type { CallInReply, DesktopReply, SiteReply } from '../../../live/answers.ts';
import type { LiveState } from '../live/feed-state.ts';
import { ask, send, useSession } from '../live/requests.ts';
import { useWords } from '../words.ts';

const demoSite = 'shanghai';
const frontDesk = '4000';

/** The three things a visitor may do: call in, be the agent, lose a site (and bring it back). */
export function Actions({ state }: { readonly state: LiveState | undefined }) {
  const word = useWords();
  const { message } = App.useApp();
  const session = useSession();
  const [busy, setBusy] = useState('');
  const lost = state?.feed.sites.find((site) => site.site === demoSite)?.health === 'down';

  const carryOut = async (name: string, act: () => Promise<string>) => {
    setBusy(name);
    try {
      message.success(await act(), 6);
    } catch (error) {
      message.error((error as Error).message, 8);
    } finally {
      setBusy('');
    }
  };

  const callIn = () =>
    carryOut('call', async () => {
      const call = await send<CallInReply>('/api/demo/call-in', { dnis: frontDesk }, session);
      return `${call.ani} → ${call.dnis}`;
    });
  const beAgent = () =>
    carryOut('agent', async () => {
      // Where somebody waits for the front desk, there its agent is needed.
      const waiting = state?.feed.calls.find((call) => call.dnis === frontDesk && call.stage === 'queued');
      const where = waiting ? `?site=${encodeURIComponent(waiting.site)}` : '';
      const desktop = await ask<DesktopReply>(`/api/demo/desktop${where}`);
      window.open(desktop.url, '_blank');
      return `${desktop.agentId} · ${desktop.site}`;
    });
  const change = (path: string) =>
    carryOut('site', async () => (await send<SiteReply>(path, { site: demoSite }, session)).sentence);

  if (!session) return null;
  return (
    <Space wrap>
      {session.demo.callIn && (
        <Tooltip title={word('callInHint')}>
          <Button type="primary" size="large" loading={busy === 'call'} onClick={callIn}>
            {word('callIn')}
          </Button>
        </Tooltip>
      )}
      {session.demo.desktop && (
        <Tooltip title={word('beAgentHint')}>
          <Button size="large" loading={busy === 'agent'} onClick={beAgent}>
            {word('beAgent')}
          </Button>
        </Tooltip>
      )}
      {session.demo.loseSite &&
        (lost ? (
          <Button size="large" loading={busy === 'site'} onClick={() => change('/api/demo/restore-site')}>
            {word('restoreSite')}
          </Button>
        ) : (
          <Popconfirm
            title={word('loseConfirm')}
            description={word('loseSiteHint')}
            okText={word('yes')}
            cancelText={word('no')}
            onConfirm={() => change('/api/demo/lose-site')}
          >
            <Button danger size="large" loading={busy === 'site'}>
              {word('loseSite')}
            </Button>
          </Popconfirm>
        ))}
    </Space>
  );
}
