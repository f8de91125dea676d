import {
  ackTimeout,
  deliver,
  type Step,
  sendResponse,
  sendTrying,
  start,
  stay,
  stop,
  type TimerName,
  type Timing,
  terminated,
  tryingDelayMs,
} from './machine.ts';

/**
 * The INVITE server transaction (RFC 3261 §17.2.1, with the Accepted state of RFC 6026 §7.1).
 *
 * | state      | begin    | INVITE again      | we answer 1xx | we answer 2xx    | we answer 3xx–6xx         | ACK          | timers                            |
 * |------------|----------|-------------------|---------------|------------------|---------------------------|--------------|-----------------------------------|
 * | proceeding | trying   | the last answer   | send          | send; L → accepted | send; G, H → completed  |              | trying: send 100                  |
 * | accepted   |          | absorbed          |               | send             |                           | deliver      | L → ended                         |
 * | completed  |          | the last answer   |               |                  |                           | I → confirmed | G: send, doubled ≤ T2; H: told → ended |
 * | confirmed  |          | absorbed          |               |                  |                           | absorbed     | I → ended                         |
 */
export type InviteServerState =
  | { readonly name: 'proceeding'; readonly answered: boolean }
  | { readonly name: 'accepted' }
  | { readonly name: 'completed'; readonly intervalMs: number }
  | { readonly name: 'confirmed' }
  | { readonly name: 'terminated' };

export type InviteServerEvent =
  | { readonly is: 'begin' }
  | { readonly is: 'repeat' }
  | { readonly is: 'respond'; readonly status: number }
  | { readonly is: 'ack' }
  | { readonly is: 'timer'; readonly timer: TimerName };

export const inviteServerStart: InviteServerState = { name: 'proceeding', answered: false };

export function stepInviteServer(
  state: InviteServerState,
  event: InviteServerEvent,
  timing: Timing,
): Step<InviteServerState> {
  switch (state.name) {
    case 'proceeding':
      return stepProceeding(state, event, timing);
    case 'accepted':
      if (event.is === 'respond' && event.status >= 200 && event.status < 300) {
        return { state, effects: [sendResponse] };
      }
      if (event.is === 'ack') return { state, effects: [deliver] };
      return isTimer(event, 'L') ? ended : stay(state);
    case 'completed':
      return stepCompleted(state, event, timing);
    case 'confirmed':
      return isTimer(event, 'I') ? ended : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function stepProceeding(
  state: InviteServerState & { name: 'proceeding' },
  event: InviteServerEvent,
  timing: Timing,
): Step<InviteServerState> {
  switch (event.is) {
    case 'begin':
      return { state, effects: [start('trying', tryingDelayMs)] };
    case 'timer':
      return event.timer === 'trying' && !state.answered
        ? { state: { name: 'proceeding', answered: true }, effects: [sendTrying] }
        : stay(state);
    case 'repeat':
      return state.answered ? { state, effects: [sendResponse] } : stay(state);
    case 'ack':
      return stay(state);
    case 'respond':
      return onAnswer(event.status, timing);
  }
}

function onAnswer(status: number, timing: Timing): Step<InviteServerState> {
  if (status < 200) {
    return { state: { name: 'proceeding', answered: true }, effects: [stop('trying'), sendResponse] };
  }
  if (status < 300) {
    return {
      state: { name: 'accepted' },
      effects: [stop('trying'), sendResponse, start('L', 64 * timing.t1Ms)],
    };
  }
  const timerH = start('H', 64 * timing.t1Ms);
  return {
    state: { name: 'completed', intervalMs: timing.t1Ms },
    effects: timing.reliable
      ? [stop('trying'), sendResponse, timerH]
      : [stop('trying'), sendResponse, start('G', timing.t1Ms), timerH],
  };
}

function stepCompleted(
  state: InviteServerState & { name: 'completed' },
  event: InviteServerEvent,
  timing: Timing,
): Step<InviteServerState> {
  if (event.is === 'repeat') return { state, effects: [sendResponse] };
  if (event.is === 'ack') {
    return {
      state: { name: 'confirmed' },
      effects: [stop('G'), stop('H'), start('I', timing.reliable ? 0 : timing.t4Ms)],
    };
  }
  if (isTimer(event, 'G')) {
    const intervalMs = Math.min(state.intervalMs * 2, timing.t2Ms);
    return { state: { name: 'completed', intervalMs }, effects: [sendResponse, start('G', intervalMs)] };
  }
  return isTimer(event, 'H') ? { state: terminated, effects: [ackTimeout] } : stay(state);
}

function isTimer(event: InviteServerEvent, timer: TimerName): boolean {
  return event.is === 'timer' && event.timer === timer;
}

const ended: Step<InviteServerState> = { state: terminated, effects: [] };
