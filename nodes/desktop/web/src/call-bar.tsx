import { Button, Space } from 'antd';
import { useEffect, useState } from 'react';
import type { Command, DesktopView } from './session.ts';
import { formatDuration, useWords } from './words.ts';

interface CallBarProps {
  readonly view: DesktopView;
  readonly send: (command: Command) => void;
}

/** The agent's state, and what can be done in it: by button or by key. */
export function CallBar({ view, send }: CallBarProps) {
  const word = useWords();
  const state = view.state?.state ?? 'logged-out';
  const age = useCounting(view.state?.ageMs ?? 0, view.state?.at ?? 0);
  const can = {
    ready: state === 'not-ready' || state === 'work-not-ready' || state === 'work-ready',
    notReady: state === 'ready' || state === 'work-ready' || state === 'talking',
    answer: state === 'ringing' || state === 'reserved',
    hangUp: state === 'talking' || state === 'hold' || state === 'ringing',
    hold: state === 'talking',
    retrieve: state === 'hold',
  };

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandOf(event.key, can);
      if (!command) return;
      event.preventDefault();
      send(command);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  return (
    <section className={`call-bar ${state}`} data-state={state}>
      <div className="state">
        <strong>{word(state === 'hold' ? 'onHold' : state)}</strong>
        <span>
          {formatDuration(age)}
          {view.state?.reason && ` · ${view.state.reason}`}
        </span>
      </div>
      <Space wrap>
        <Button size="large" disabled={!can.ready} onClick={() => send({ type: 'ready' })}>
          {word('goReady')}
        </Button>
        <Button
          size="large"
          disabled={!can.notReady}
          onClick={() => send({ type: 'notReady', reason: 'break' })}
        >
          {word('goNotReady')}
        </Button>
        <Button size="large" type="primary" disabled={!can.answer} onClick={() => send({ type: 'answer' })}>
          {word('answer')}
        </Button>
        {can.retrieve ? (
          <Button size="large" onClick={() => send({ type: 'retrieve' })}>
            {word('retrieve')}
          </Button>
        ) : (
          <Button size="large" disabled={!can.hold} onClick={() => send({ type: 'hold' })}>
            {word('hold')}
          </Button>
        )}
        <Button size="large" danger disabled={!can.hangUp} onClick={() => send({ type: 'hangUp' })}>
          {word('hangUp')}
        </Button>
      </Space>
    </section>
  );
}

type Can = Readonly<Record<'ready' | 'notReady' | 'answer' | 'hangUp' | 'hold' | 'retrieve', boolean>>;

function commandOf(key: string, can: Can): Command | undefined {
  if (key === 'F2')
    return can.ready ? { type: 'ready' } : can.notReady ? { type: 'notReady', reason: 'break' } : undefined;
  if (key === 'F4') return can.answer ? { type: 'answer' } : undefined;
  if (key === 'F6') return can.retrieve ? { type: 'retrieve' } : can.hold ? { type: 'hold' } : undefined;
  if (key === 'F8') return can.hangUp ? { type: 'hangUp' } : undefined;
  return undefined;
}

/** A duration that goes on counting from when it was received. */
export function useCounting(ms: number, at: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return at === 0 ? ms : ms + Math.max(0, now - at);
}
