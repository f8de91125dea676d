import { useEffect, useRef, useState } from 'react';
import type { FeedMessage } from '../../../live/feed.ts';
import { applyMessage, type LiveState } from './feed-state.ts';

export type Connection = 'connecting' | 'live' | 'lost';

const retryAfterMs = 1000;
/** ops sends ages at least each second: longer silence means that nobody is there. */
const silentAfterMs = 3500;

/** Holds the live feed; connects again by itself after any loss. */
export function useLiveFeed(): { readonly state: LiveState | undefined; readonly connection: Connection } {
  const [state, setState] = useState<LiveState>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const held = useRef<LiveState>(undefined);

  useEffect(() => {
    let socket: WebSocket | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let over = false;

    const reconnect = () => {
      if (over) return;
      setConnection('lost');
      clearTimeout(retry);
      retry = setTimeout(connect, retryAfterMs);
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket?.close(), silentAfterMs);
    };
    const connect = () => {
      const address = new URL('/api/live/stream', window.location.href);
      address.protocol = address.protocol.replace('http', 'ws');
      const current = new WebSocket(address);
      socket = current;
      held.current = undefined;
      listen();
      current.onmessage = (event) => {
        listen();
        const next = applyMessage(
          held.current,
          JSON.parse(event.data as string) as FeedMessage,
          performance.now(),
        );
        if (!next) {
          current.close();
          return;
        }
        held.current = next;
        setState(next);
        setConnection('live');
      };
      current.onclose = reconnect;
    };
    connect();
    return () => {
      over = true;
      clearTimeout(retry);
      clearTimeout(silence);
      socket?.close();
    };
  }, []);

  return { state, connection };
}

/** A clock that ticks for what counts up between two messages. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
