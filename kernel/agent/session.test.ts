import { describe, expect, it } from 'vitest';
import { loggedOut, type Session, type SessionInput, stepSession } from './session.ts';

function upon(...inputs: SessionInput[]): Session {
  return inputs.reduce((session, input) => stepSession(session, input).session, loggedOut);
}
const signIn: SessionInput = { type: 'sign-in', ready: true };
const reserved: SessionInput = { type: 'reserved' };
const ringing: SessionInput = { type: 'ringing', callId: 'call-1' };
const talking: SessionInput = { type: 'talking', callId: 'call-1' };
const work: SessionInput = { type: 'freed', to: 'after-call-work', wrapUpMs: 1000 };
const lunch: SessionInput = { type: 'not-ready', reason: 'lunch' };
const signOut: SessionInput = { type: 'sign-out', reason: 'shift-over' };

describe('an agent', () => {
  it('goes the whole way round', () => {
    const way = [signIn, reserved, ringing, talking, { type: 'held' }, { type: 'retrieved' }, work] as const;
    const states = way.map((_input, index) => upon(...way.slice(0, index + 1)).state);
    expect(states).toEqual(['ready', 'reserved', 'ringing', 'talking', 'hold', 'talking', 'work-ready']);
    expect(upon(...way, { type: 'work-over' }).state).toBe('ready');
    expect(upon(...way).callId).toBe('call-1');
  });

  it('who asks for a pause during a call has it after the work', () => {
    const worked = upon(signIn, reserved, ringing, talking, lunch, work);
    expect(worked).toMatchObject({ state: 'work-not-ready', reason: 'lunch' });
    expect(stepSession(worked, { type: 'work-over' }).session).toMatchObject({
      state: 'not-ready',
      reason: 'lunch',
    });
    expect(stepSession(worked, { type: 'ready' }).session.state).toBe('ready');
    expect(upon(signIn, reserved, lunch, { type: 'freed', to: 'ready' }).state).toBe('not-ready');
    expect(upon(signIn, reserved, ringing, talking, lunch, { type: 'ready' }, work).state).toBe('work-ready');
  });

  it('who signs out leaves a ringing call at once, and a talking one when it is over', () => {
    const ringingNow = upon(signIn, reserved, ringing);
    expect(stepSession(ringingNow, signOut)).toMatchObject({
      session: { state: 'logged-out', reason: 'shift-over' },
      leavesOffer: 'signed-out',
    });
    const talkingNow = upon(signIn, reserved, ringing, talking, signOut);
    expect(talkingNow).toMatchObject({ state: 'talking', pending: { to: 'logged-out' } });
    expect(stepSession(talkingNow, lunch).session.pending?.to).toBe('logged-out');
    expect(stepSession(talkingNow, work).session.state).toBe('logged-out');
  });

  it('without wrap-up time is ready at once', () => {
    const none: SessionInput = { type: 'freed', to: 'after-call-work', wrapUpMs: 0 };
    expect(upon(signIn, reserved, ringing, talking, none).state).toBe('ready');
  });

  it('is told why when something makes no sense, and stays as it was', () => {
    const cases: [Session, SessionInput, string][] = [
      [loggedOut, { type: 'ready' }, 'signed-out'],
      [loggedOut, reserved, 'not-now'],
      [upon(signIn), signIn, 'signed-in'],
      [upon(signIn), { type: 'held' }, 'no-call'],
      [upon(signIn), work, 'no-call'],
      [upon(signIn, reserved, ringing), reserved, 'not-now'],
      [upon(signIn), { type: 'work-over' }, 'not-now'],
    ];
    for (const [session, input, refused] of cases) {
      expect(stepSession(session, input)).toEqual({ session, refused });
    }
  });
});
