import type { Arrival } from './arrival.ts';

/** A call that came without a route token is named by the nearest router that answers. */
export interface AskRouter {
  /** Resolves within its deadline; `undefined` when no router answered. Never rejects. */
  route(arrival: Arrival): Promise<RouterAnswer | undefined>;
}

export interface RouterAnswer {
  readonly callId: string;
  readonly decisionId: string;
  readonly callType: string;
  readonly queue: string;
}

export const askDeadlineMs = 300;
