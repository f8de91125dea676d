/**
 * What the four transaction machines have in common: timers by their letters in RFC 3261 §17 (and L, M
 * of RFC 6026), and effects, which the machines return and the shells carry out.
 */

export interface Timing {
  /** Round-trip estimate. */
  readonly t1Ms: number;
  /** Longest interval between repeats of a non-INVITE request or an INVITE's response. */
  readonly t2Ms: number;
  /** Longest time that a message lives in the network. */
  readonly t4Ms: number;
  /** True over TCP and its like: nothing is repeated, nothing lingers. */
  readonly reliable: boolean;
}

export const standardTiming: Timing = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000, reliable: false };

/** RFC 3261 §17.2.1: an INVITE without any answer for so long gets its 100 from the transaction. */
export const tryingDelayMs = 200;
/** Timer D: at least 32 s over UDP. */
export const timerDMs = 32_000;

export type TimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'trying';

export type Effect =
  /** Send the request, for the first time or again. */
  | { readonly do: 'send-request' }
  /** Send the latest response, for the first time or again. */
  | { readonly do: 'send-response' }
  | { readonly do: 'send-trying' }
  /** Acknowledge a final response other than 2xx. */
  | { readonly do: 'send-ack' }
  /** Hand the response (client) or ACK (server) at hand to the transaction user. */
  | { readonly do: 'deliver' }
  | { readonly do: 'fail'; readonly cause: 'timeout' | 'unreachable' }
  /** No ACK came. */
  | { readonly do: 'ack-timeout' }
  | { readonly do: 'start'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly do: 'stop'; readonly timer: TimerName };

export interface Step<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export const sendRequest: Effect = { do: 'send-request' };
export const sendResponse: Effect = { do: 'send-response' };
export const sendTrying: Effect = { do: 'send-trying' };
export const sendAck: Effect = { do: 'send-ack' };
export const deliver: Effect = { do: 'deliver' };
export const ackTimeout: Effect = { do: 'ack-timeout' };

export function fail(cause: 'timeout' | 'unreachable'): Effect {
  return { do: 'fail', cause };
}

export function start(timer: TimerName, delayMs: number): Effect {
  return { do: 'start', timer, delayMs };
}

export function stop(timer: TimerName): Effect {
  return { do: 'stop', timer };
}

export const terminated = { name: 'terminated' } as const;

const nothing: readonly Effect[] = [];

/** The state as it was, and nothing to do. */
export function stay<State>(state: State): Step<State> {
  return { state, effects: nothing };
}
