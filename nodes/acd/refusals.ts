import type { Refusal } from './agent-feed.ts';

export type RefusalCode = 'signed-out' | 'signed-in' | 'no-call' | 'not-now' | 'no-phone' | 'unknown-agent';

/** Every way in which an agent's command comes to nothing, with what to do next. */
export const refusals: Readonly<Record<RefusalCode, Refusal>> = {
  'signed-out': { code: 'signed-out', message: 'You are signed out: sign in first.' },
  'signed-in': { code: 'signed-in', message: 'You are signed in already.' },
  'no-call': { code: 'no-call', message: 'There is no call to do this with: wait for one.' },
  'not-now': {
    code: 'not-now',
    message: 'This cannot be done in the present state: look at the state and try again.',
  },
  'no-phone': {
    code: 'no-phone',
    message:
      'Your phone is not registered, so no call could reach you: check the phone, then press ready again.',
  },
  'unknown-agent': {
    code: 'unknown-agent',
    message: 'There is no such agent at this site: sign in at your own.',
  },
};
