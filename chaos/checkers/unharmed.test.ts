import { describe, expect, it } from 'vitest';
import { promisesOfUnharmed, type Watched } from './unharmed.ts';

const line = (level: number) => `${JSON.stringify({ level, msg: 'said' })}\n`;

function watched(change: Partial<Watched> = {}): Watched {
  const before = { name: 'beijing.node', pid: 7, restarts: 0 };
  const after = { pid: 7, restarts: 0, state: 'ready' as const };
  return { before, after, logged: line(30) + line(40), stderr: '', ...change };
}

const broken = (...all: Watched[]) =>
  promisesOfUnharmed(all)
    .filter(({ holds }) => !holds)
    .map(({ otherwise }) => otherwise);

describe('processes that got bad input', () => {
  it('are unharmed when they are who they were and said little', () => {
    expect(broken(watched(), watched())).toEqual([]);
  });

  it('are not when nobody looked', () => {
    expect(broken()).toEqual(['no process was watched']);
  });

  it.each<[string, Partial<Watched>]>([
    ['died and came back', { after: { pid: 8, restarts: 1, state: 'ready' } }],
    ['came back under the same number', { after: { pid: 7, restarts: 1, state: 'ready' } }],
    ['is down', { after: { pid: 0, restarts: 0, state: 'backing-off' } }],
    ['is forgotten', { after: undefined }],
    ['logged an error', { logged: line(50) }],
    ['logged what is no log', { logged: 'Segmentation fault\n' }],
    ['logged by the message', { logged: line(40).repeat(101) }],
    ['wrote to standard error', { stderr: 'MaxListenersExceededWarning' }],
  ])('are harmed when one %s', (_what, change) => {
    expect(broken(watched(), watched(change))).toHaveLength(1);
  });
});
