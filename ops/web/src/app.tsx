import { Alert, App as AntApp, Badge, ConfigProvider, Segmented, Spin, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState } from 'react';
import { useLiveFeed } from './live/use-live-feed.ts';
import { Actions } from './panels/actions.tsx';
import { CallTable } from './panels/call-table.tsx';
import { CounterStrip } from './panels/counter-strip.tsx';
import { DecisionList } from './panels/decision-list.tsx';
import { FlowMap } from './panels/flow-map.tsx';
import { Legend } from './panels/legend.tsx';
import { Trend } from './panels/trend.tsx';
import { type Language, LanguageContext, useWords } from './words.ts';

const languageKey = 'tandem.language';

function firstLanguage(): Language {
  const kept = localStorage.getItem(languageKey);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export function App() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    localStorage.setItem(languageKey, language);
    document.documentElement.lang = language;
  }, [language]);
  return (
    <LanguageContext value={language}>
      <ConfigProvider
        locale={language === 'zh' ? zhCN : enUS}
        theme={{
          algorithm: theme.darkAlgorithm,
          token: { colorPrimary: '#0ea5e9', colorBgBase: '#0b1220', borderRadius: 8, fontSize: 13 },
        }}
      >
        <AntApp>
          <Console language={language} choose={setLanguage} />
        </AntApp>
      </ConfigProvider>
    </LanguageContext>
  );
}

interface ConsoleProps {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

function Console({ language, choose }: ConsoleProps) {
  const word = useWords();
  const { state, connection } = useLiveFeed();
  return (
    <div className="console">
      <header>
        <h1>
          Tandem <small>{word('title')}</small>
        </h1>
        <Badge status={connection === 'live' ? 'success' : 'processing'} text={word(connection)} />
        <span className="spacer" />
        <Actions state={state} />
        <Segmented<Language>
          value={language}
          onChange={choose}
          options={[
            { label: 'EN', value: 'en' },
            { label: '中', value: 'zh' },
          ]}
        />
      </header>
      {state ? (
        <main className={connection === 'live' ? '' : 'stale'}>
          {state.feed.notices.map((notice) => (
            <Alert key={notice.code} type={notice.level} title={notice.sentence} showIcon banner />
          ))}
          <CounterStrip state={state} />
          <FlowMap state={state} />
          <Legend />
          <div className="columns">
            <DecisionList state={state} />
            <div>
              <Trend state={state} />
              <CallTable state={state} />
            </div>
          </div>
        </main>
      ) : (
        <div className="empty">
          <Spin size="large" />
          <p>{word('waitingForData')}</p>
        </div>
      )}
    </div>
  );
}
