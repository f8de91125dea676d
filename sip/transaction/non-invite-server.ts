import {
  type Step,
  sendResponse,
  start,
  stay,
  stop,
  type TimerName,
  type Timing,
  terminated,
} from './machine.ts';

/**
 * The server transaction for every method but INVITE and ACK (RFC 3261 §17.2.2).
 *
 * | state      | begin | request again   | we answer 1xx     | we answer 200–699     | timer J |
 * |------------|-------|-----------------|-------------------|-----------------------|---------|
 * | trying     | J     | absorbed        | send → proceeding | send; J → completed   | → ended |
 * | proceeding |       | the last answer | send              | send; J → completed   | → ended |
 * | completed  |       | the last answer |                   |                       | → ended |
 *
 * The RFC starts J with the final answer only. Here it runs from the beginning, since a client gives up
 * after the same 64 × T1 and a request that our core never answers must not stay for ever.
 */
export type NonInviteServerState =
  | { readonly name: 'trying' }
  | { readonly name: 'proceeding' }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

export type NonInviteServerEvent =
  | { readonly is: 'begin' }
  | { readonly is: 'repeat' }
  | { readonly is: 'respond'; readonly status: number }
  | { readonly is: 'timer'; readonly timer: TimerName };

export const nonInviteServerStart: NonInviteServerState = { name: 'trying' };

export function stepNonInviteServer(
  state: NonInviteServerState,
  event: NonInviteServerEvent,
  timing: Timing,
): Step<NonInviteServerState> {
  if (state.name === 'terminated') return stay(state);
  switch (event.is) {
    case 'begin':
      return { state, effects: [start('J', 64 * timing.t1Ms)] };
    case 'repeat':
      return state.name === 'trying' ? stay(state) : { state, effects: [sendResponse] };
    case 'timer':
      return event.timer === 'J' ? { state: terminated, effects: [] } : stay(state);
    case 'respond':
      if (state.name === 'completed') return stay(state);
      if (event.status < 200) return { state: { name: 'proceeding' }, effects: [sendResponse] };
      return {
        state: { name: 'completed' },
        effects: [sendResponse, stop('J'), start('J', timing.reliable ? 0 : 64 * timing.t1Ms)],
      };
  }
}
