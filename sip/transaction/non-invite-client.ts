import {
  deliver,
  fail,
  type Step,
  sendRequest,
  start,
  stay,
  stop,
  type TimerName,
  type Timing,
  terminated,
} from './machine.ts';

/**
 * The client transaction for every method but INVITE and ACK (RFC 3261 §17.1.2).
 *
 * | state      | begin      | timer E                | timer F      | 1xx                   | 200–699              | unreachable  | timer K |
 * |------------|------------|------------------------|--------------|-----------------------|----------------------|--------------|---------|
 * | trying     | send; E, F | send; E doubled, ≤ T2  | fail → ended | deliver → proceeding  | deliver → completed  | fail → ended |         |
 * | proceeding |            | send; E = T2           | fail → ended | deliver               | deliver → completed  | fail → ended |         |
 * | completed  |            |                        |              |                       |                      |              | → ended |
 */
export type NonInviteClientState =
  | { readonly name: 'trying'; readonly intervalMs: number }
  | { readonly name: 'proceeding' }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

export type NonInviteClientEvent =
  | { readonly is: 'begin' }
  | { readonly is: 'response'; readonly status: number }
  | { readonly is: 'timer'; readonly timer: TimerName }
  | { readonly is: 'unreachable' };

export function nonInviteClientStart(timing: Timing): NonInviteClientState {
  return { name: 'trying', intervalMs: timing.t1Ms };
}

export function stepNonInviteClient(
  state: NonInviteClientState,
  event: NonInviteClientEvent,
  timing: Timing,
): Step<NonInviteClientState> {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      return stepPending(state, event, timing);
    case 'completed':
      return event.is === 'timer' && event.timer === 'K' ? { state: terminated, effects: [] } : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function stepPending(
  state: NonInviteClientState & { name: 'trying' | 'proceeding' },
  event: NonInviteClientEvent,
  timing: Timing,
): Step<NonInviteClientState> {
  switch (event.is) {
    case 'begin': {
      const timerF = start('F', 64 * timing.t1Ms);
      return {
        state,
        effects: timing.reliable ? [sendRequest, timerF] : [sendRequest, start('E', timing.t1Ms), timerF],
      };
    }
    case 'timer':
      if (event.timer === 'F') return { state: terminated, effects: [fail('timeout')] };
      return event.timer === 'E' ? repeat(state, timing) : stay(state);
    case 'response':
      if (event.status < 200) return { state: { name: 'proceeding' }, effects: [deliver] };
      return {
        state: { name: 'completed' },
        effects: [stop('E'), stop('F'), start('K', timing.reliable ? 0 : timing.t4Ms), deliver],
      };
    case 'unreachable':
      return { state: terminated, effects: [fail('unreachable')] };
  }
}

function repeat(
  state: NonInviteClientState & { name: 'trying' | 'proceeding' },
  timing: Timing,
): Step<NonInviteClientState> {
  if (state.name === 'proceeding') return { state, effects: [sendRequest, start('E', timing.t2Ms)] };
  const intervalMs = Math.min(state.intervalMs * 2, timing.t2Ms);
  return { state: { name: 'trying', intervalMs }, effects: [sendRequest, start('E', intervalMs)] };
}
