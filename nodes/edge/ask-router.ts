import type { Arrival } from './arrival.ts';

/** A call that came without a route token is decided by the nearest router that answers. */
export interface AskRouter {
  /**
   * `callId` is how the site calls it, so that it stays one call whichever routers are asked and whenever
   * they answer. Resolves within its deadline; `undefined` when no router answered. Never rejects.
   */
  route(arrival: Arrival, callId: string): Promise<RouterAnswer | undefined>;
}

export interface RouterAnswer {
  readonly callId: string;
  readonly decisionId: string;
  readonly callType: string;
  readonly queue: string;
}

export const askDeadlineMs = 300;
