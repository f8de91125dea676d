import {
  deliver,
  fail,
  type Step,
  sendAck,
  sendRequest,
  start,
  stay,
  stop,
  type TimerName,
  type Timing,
  terminated,
  timerDMs,
} from './machine.ts';

/**
 * The INVITE client transaction (RFC 3261 §17.1.1, with the Accepted state of RFC 6026 §7.2).
 *
 * | state      | begin        | timer A         | timer B       | 1xx          | 2xx        | 3xx–6xx       | unreachable  | D or M |
 * |------------|--------------|-----------------|---------------|--------------|------------|---------------|--------------|--------|
 * | calling    | send; A, B   | send; A doubled | fail → ended  | → proceeding | → accepted | ack → completed | fail → ended |        |
 * | proceeding |              |                 | fail → ended* | deliver      | → accepted | ack → completed | fail → ended |        |
 * | completed  |              |                 |               |              |            | ack           | → ended      | → ended |
 * | accepted   |              |                 |               |              | deliver    |               |              | → ended |
 *
 * (*) Timer B runs in proceeding only after our CANCEL (§9.1): then the server owes us a final response.
 */
export type InviteClientState =
  | { readonly name: 'calling'; readonly intervalMs: number }
  | { readonly name: 'proceeding' }
  | { readonly name: 'completed' }
  | { readonly name: 'accepted' }
  | { readonly name: 'terminated' };

export type InviteClientEvent =
  | { readonly is: 'begin' }
  | { readonly is: 'response'; readonly status: number }
  | { readonly is: 'timer'; readonly timer: TimerName }
  /** Our CANCEL has been sent. */
  | { readonly is: 'cancel-sent' }
  | { readonly is: 'unreachable' };

export function inviteClientStart(timing: Timing): InviteClientState {
  return { name: 'calling', intervalMs: timing.t1Ms };
}

export function stepInviteClient(
  state: InviteClientState,
  event: InviteClientEvent,
  timing: Timing,
): Step<InviteClientState> {
  switch (state.name) {
    case 'calling':
      return stepCalling(state, event, timing);
    case 'proceeding':
      return stepProceeding(state, event, timing);
    case 'completed':
      if (event.is === 'response' && event.status >= 300) return { state, effects: [sendAck] };
      return isEndOf(event, 'D') || event.is === 'unreachable' ? ended : stay(state);
    case 'accepted':
      if (event.is === 'response' && isSuccess(event.status)) return { state, effects: [deliver] };
      return isEndOf(event, 'M') ? ended : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function stepCalling(
  state: InviteClientState & { name: 'calling' },
  event: InviteClientEvent,
  timing: Timing,
): Step<InviteClientState> {
  switch (event.is) {
    case 'begin': {
      const timerB = start('B', 64 * timing.t1Ms);
      return {
        state,
        effects: timing.reliable
          ? [sendRequest, timerB]
          : [sendRequest, start('A', state.intervalMs), timerB],
      };
    }
    case 'timer':
      if (event.timer === 'A') {
        const intervalMs = state.intervalMs * 2;
        return { state: { name: 'calling', intervalMs }, effects: [sendRequest, start('A', intervalMs)] };
      }
      return event.timer === 'B' ? { state: terminated, effects: [fail('timeout')] } : stay(state);
    case 'response':
      if (event.status < 200) {
        return { state: { name: 'proceeding' }, effects: [stop('A'), stop('B'), deliver] };
      }
      return onFinal(event.status, timing);
    case 'cancel-sent':
      return stay(state);
    case 'unreachable':
      return { state: terminated, effects: [fail('unreachable')] };
  }
}

function stepProceeding(
  state: InviteClientState & { name: 'proceeding' },
  event: InviteClientEvent,
  timing: Timing,
): Step<InviteClientState> {
  switch (event.is) {
    case 'response':
      return event.status < 200 ? { state, effects: [deliver] } : onFinal(event.status, timing);
    case 'cancel-sent':
      return { state, effects: [start('B', 64 * timing.t1Ms)] };
    case 'timer':
      return event.timer === 'B' ? { state: terminated, effects: [fail('timeout')] } : stay(state);
    case 'unreachable':
      return { state: terminated, effects: [fail('unreachable')] };
    case 'begin':
      return stay(state);
  }
}

function onFinal(status: number, timing: Timing): Step<InviteClientState> {
  if (isSuccess(status)) {
    return {
      state: { name: 'accepted' },
      effects: [stop('A'), stop('B'), start('M', 64 * timing.t1Ms), deliver],
    };
  }
  const timerD = start('D', timing.reliable ? 0 : timerDMs);
  return { state: { name: 'completed' }, effects: [stop('A'), stop('B'), sendAck, timerD, deliver] };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function isEndOf(event: InviteClientEvent, timer: TimerName): boolean {
  return event.is === 'timer' && event.timer === timer;
}

const ended: Step<InviteClientState> = { state: terminated, effects: [] };
