/**
 * An agent's state as people see it (mission A1), moved by one function:
 *
 * ```
 * logged-out -> not-ready <-> ready -> reserved -> ringing -> talking <-> hold
 *                   ^           ^                               |
 *                   |           +---- work-ready <--------------+
 *                   +---------------- work-not-ready <----------+   (not ready, or sign-out, was pending)
 * ```
 *
 * The offer protocol (`kernel/offer/`) decides who has which call; this follows it and adds what the
 * agent wants. An input that makes no sense in a state is refused with a code, never guessed at.
 */
import type { AgentState } from '../event/fact.ts';

export interface Session {
  readonly state: AgentState;
  /** Why: of a not-ready state, and of a pending one once it is reached. */
  readonly reason: string;
  /** The call that the state concerns; empty for none. */
  readonly callId: string;
  /** What follows the present call. */
  readonly pending: Pending | undefined;
}
export interface Pending {
  readonly to: 'not-ready' | 'logged-out';
  readonly reason: string;
}

export type SessionInput =
  | { readonly type: 'sign-in'; readonly ready: boolean }
  | { readonly type: 'sign-out'; readonly reason: string }
  | { readonly type: 'ready' }
  | { readonly type: 'not-ready'; readonly reason: string }
  | { readonly type: 'reserved' }
  | { readonly type: 'ringing'; readonly callId: string }
  | { readonly type: 'talking'; readonly callId: string }
  | { readonly type: 'held' }
  | { readonly type: 'retrieved' }
  /** The offer, or the call that came of it, is over. */
  | { readonly type: 'freed'; readonly to: 'ready' }
  | { readonly type: 'freed'; readonly to: 'not-ready'; readonly reason: string }
  | { readonly type: 'freed'; readonly to: 'after-call-work'; readonly wrapUpMs: number }
  | { readonly type: 'work-over' };

export interface SessionStep {
  readonly session: Session;
  /** The agent leaves a live offer (network-queue row 18), for this reason. */
  readonly leavesOffer?: string;
  readonly refused?: 'signed-out' | 'signed-in' | 'no-call' | 'not-now';
}

export const loggedOut: Session = { state: 'logged-out', reason: '', callId: '', pending: undefined };

export function stepSession(session: Session, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'sign-in':
      if (session.state !== 'logged-out') return { session, refused: 'signed-in' };
      return { session: input.ready ? free : resting('signed-in') };
    case 'sign-out':
      return signOut(session, input.reason);
    case 'ready':
      return ready(session);
    case 'not-ready':
      return notReady(session, input.reason);
    case 'reserved':
      if (session.state !== 'ready') return { session, refused: 'not-now' };
      return { session: { ...session, state: 'reserved', reason: '' } };
    case 'ringing':
      if (session.state !== 'reserved') return { session, refused: 'not-now' };
      return { session: { ...session, state: 'ringing', callId: input.callId } };
    case 'talking':
      if (session.state !== 'ringing' && session.state !== 'reserved') return { session, refused: 'not-now' };
      return { session: { ...session, state: 'talking', callId: input.callId } };
    case 'held':
      if (session.state !== 'talking') return { session, refused: 'no-call' };
      return { session: { ...session, state: 'hold' } };
    case 'retrieved':
      if (session.state !== 'hold') return { session, refused: 'no-call' };
      return { session: { ...session, state: 'talking' } };
    case 'freed':
      return freed(session, input);
    case 'work-over':
      if (session.state === 'work-ready') return { session: free };
      if (session.state === 'work-not-ready') return { session: resting(session.reason) };
      return { session, refused: 'not-now' };
  }
}

const free: Session = { state: 'ready', reason: '', callId: '', pending: undefined };

function resting(reason: string): Session {
  return { state: 'not-ready', reason, callId: '', pending: undefined };
}

function signOut(session: Session, reason: string): SessionStep {
  switch (session.state) {
    case 'logged-out':
      return { session, refused: 'signed-out' };
    case 'reserved':
    case 'ringing':
      return { session: { ...loggedOut, reason }, leavesOffer: 'signed-out' };
    case 'talking':
    case 'hold':
      return { session: { ...session, pending: { to: 'logged-out', reason } } };
    default:
      return { session: { ...loggedOut, reason } };
  }
}

function ready(session: Session): SessionStep {
  switch (session.state) {
    case 'logged-out':
      return { session, refused: 'signed-out' };
    case 'not-ready':
    case 'work-ready':
    case 'work-not-ready':
      return { session: free };
    default:
      return { session: { ...session, pending: undefined } };
  }
}

function notReady(session: Session, reason: string): SessionStep {
  switch (session.state) {
    case 'logged-out':
      return { session, refused: 'signed-out' };
    case 'ready':
    case 'not-ready':
      return { session: resting(reason) };
    case 'work-ready':
    case 'work-not-ready':
      return { session: { ...session, state: 'work-not-ready', reason } };
    default:
      if (session.pending?.to === 'logged-out') return { session };
      return { session: { ...session, pending: { to: 'not-ready', reason } } };
  }
}

function freed(session: Session, input: Extract<SessionInput, { type: 'freed' }>): SessionStep {
  const { state, pending } = session;
  if (state !== 'reserved' && state !== 'ringing' && state !== 'talking' && state !== 'hold') {
    return { session, refused: 'no-call' };
  }
  if (pending?.to === 'logged-out') return { session: { ...loggedOut, reason: pending.reason } };
  if (input.to === 'not-ready') return { session: resting(input.reason) };
  if (input.to === 'after-call-work' && input.wrapUpMs > 0) {
    const { callId } = session;
    return pending
      ? { session: { state: 'work-not-ready', reason: pending.reason, callId, pending: undefined } }
      : { session: { state: 'work-ready', reason: '', callId, pending: undefined } };
  }
  return { session: pending ? resting(pending.reason) : free };
}
