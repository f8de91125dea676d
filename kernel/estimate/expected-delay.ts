/**
 * The minimum expected delay of one more call in one queue at one site, from what the site said and what
 * has been sent there since. Pure, and of constant cost: it reads aggregates, never agents.
 */
import type { QueueState } from '../site/state.ts';
import { delayRisk } from './erlang.ts';

/** What a queue that has not served a call yet is taken to need for one, ms. */
export const handleMsUnknown = 180_000;

export interface Estimate {
  /** 0 while an agent is ready for this call; infinite when nobody serves the queue. */
  readonly delayMs: number;
  /** Probability, 0 to 1, that the call after it must wait: tells two sites with ready agents apart. */
  readonly risk: number;
  /** Agents who serve the queue now or after their call: ready, busy or in after-call work. */
  readonly servers: number;
  /** Calls that come before this one: queued, in the greeting or IVR, in flight. */
  readonly ahead: number;
}

export function estimateDelay(queue: QueueState | undefined, inFlight: number): Estimate {
  if (!queue) return { delayMs: Number.POSITIVE_INFINITY, risk: 1, servers: 0, ahead: inFlight };
  const servers = queue.ready + queue.busy + queue.afterCallWork;
  const ahead = queue.queued + queue.inIvr + inFlight;
  if (servers === 0) return { delayMs: Number.POSITIVE_INFINITY, risk: 1, servers, ahead };
  if (queue.ready > ahead) {
    const load = servers - queue.ready + ahead;
    return { delayMs: 0, risk: delayRisk(servers, load + 1), servers, ahead };
  }
  // Every agent who is ready is spoken for; the rest of the line moves up each time one of `servers` frees.
  const handleMs = queue.handleMs > 0 ? queue.handleMs : handleMsUnknown;
  return { delayMs: ((ahead - queue.ready + 1) * handleMs) / servers, risk: 1, servers, ahead };
}
