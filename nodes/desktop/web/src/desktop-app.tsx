import { App as AntApp, Button, ConfigProvider, Segmented, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useRef, useState } from 'react';
import { CallBar } from './call-bar.tsx';
import { OwnFigures, QueuesInView } from './figures.tsx';
import { ScreenPop } from './screen-pop.tsx';
import { DesktopSession, type DesktopView, emptyView, signIn } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';
import { type Language, LanguageContext, useWords } from './words.ts';

const languageKey = 'tandem.language';

export function DesktopApp() {
  const [language, setLanguage] = useState<Language>(() => {
    const kept = localStorage.getItem(languageKey);
    return kept === 'zh' || (kept !== 'en' && navigator.language.startsWith('zh')) ? 'zh' : 'en';
  });
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
          token: { colorPrimary: '#0ea5e9', colorBgBase: '#0b1220', borderRadius: 8 },
        }}
      >
        <AntApp>
          <Desktop language={language} choose={setLanguage} />
        </AntApp>
      </ConfigProvider>
    </LanguageContext>
  );
}

interface DesktopProps {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

function Desktop({ language, choose }: DesktopProps) {
  const word = useWords();
  const { message } = AntApp.useApp();
  const [view, setView] = useState<DesktopView>(emptyView);
  const session = useRef<DesktopSession>(undefined);

  const enter = async (user: string, password: string) => {
    const signedIn = await signIn(user, password);
    session.current?.close();
    setView(emptyView);
    session.current = new DesktopSession(signedIn.token, setView);
  };
  useEffect(() => () => session.current?.close(), []);
  useEffect(() => {
    if (view.refusal) message.warning(view.refusal);
  }, [view.refusal, message]);

  const send = (command: Parameters<DesktopSession['send']>[0]) => session.current?.send(command);
  const inside = session.current !== undefined && view.over === '' && view.attached !== undefined;
  return (
    <div className="desktop">
      <header>
        <h1>
          Tandem <small>{word('title')}</small>
        </h1>
        {inside && (
          <span className="who">
            {view.attached?.agent.name} · {view.attached?.site}
            {view.attached?.provisional && ` · ${word('provisional')}`}
          </span>
        )}
        <span className="spacer" />
        {inside && <Button onClick={() => send({ type: 'signOut' })}>{word('signOut')}</Button>}
        <Segmented<Language>
          value={language}
          onChange={choose}
          options={[
            { label: 'EN', value: 'en' },
            { label: '中', value: 'zh' },
          ]}
        />
      </header>
      {inside ? (
        <main>
          {!view.connected && <p className="alarm">{word('reconnecting')}</p>}
          {view.state && !view.state.phone && <p className="alarm">{word('noPhone')}</p>}
          <CallBar view={view} send={send} />
          <ScreenPop view={view} />
          <div className="two">
            <OwnFigures view={view} />
            <QueuesInView view={view} />
          </div>
          <p className="keys">{word('keys')}</p>
        </main>
      ) : (
        <SignInForm enter={enter} notice={view.over} />
      )}
    </div>
  );
}
