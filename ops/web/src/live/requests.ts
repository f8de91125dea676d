import { useEffect, useState } from 'react';
import { csrfHeader, type Problem, type Session } from '../../../live/answers.ts';

/** Asks ops; a refusal throws with its sentence for people. */
export async function ask<T>(path: string): Promise<T> {
  return read<T>(await fetch(path));
}

export async function send<T>(path: string, body: object, session: Session | undefined): Promise<T> {
  return read<T>(
    await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [csrfHeader]: session?.csrf ?? '' },
      body: JSON.stringify(body),
    }),
  );
}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  throw new Error((body as Problem | undefined)?.sentence ?? `${response.status} ${response.statusText}`);
}

export function useSession(): Session | undefined {
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    let over = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const fetchIt = () =>
      ask<Session>('/api/session').then(
        (found) => !over && setSession(found),
        () => {
          if (!over) retry = setTimeout(fetchIt, 1000);
        },
      );
    void fetchIt();
    return () => {
      over = true;
      clearTimeout(retry);
    };
  }, []);
  return session;
}
