import { describe, expect, it } from 'vitest';
import type { QueueState } from '../site/state.ts';
import { estimateDelay, handleMsUnknown } from './expected-delay.ts';

function sales(state: Partial<QueueState>): QueueState {
  return {
    queue: 'sales',
    signedIn: 10,
    ready: 0,
    busy: 10,
    afterCallWork: 0,
    notReady: 0,
    inIvr: 0,
    queued: 0,
    oldestWaitMs: 0,
    handleMs: 60_000,
    ...state,
  };
}

describe('the expected delay of one more call', () => {
  it('is nothing while an agent is ready that no earlier call will take', () => {
    expect(estimateDelay(sales({ ready: 3, busy: 7, inIvr: 1 }), 1).delayMs).toBe(0);
  });

  it('is one share of the handling time when the ready agents are all spoken for', () => {
    expect(estimateDelay(sales({ ready: 2, busy: 8, inIvr: 1 }), 1).delayMs).toBe(6_000);
  });

  it('grows with each call that is queued, in the greeting or in flight', () => {
    expect(estimateDelay(sales({ queued: 4, inIvr: 3 }), 2)).toMatchObject({ delayMs: 60_000, ahead: 9 });
  });

  it('counts agents in after-call work as serving, and those who are not ready as not', () => {
    const queue = sales({ signedIn: 10, busy: 2, afterCallWork: 2, notReady: 6 });
    expect(estimateDelay(queue, 0)).toMatchObject({ servers: 4, delayMs: 15_000 });
  });

  it('is infinite where nobody serves the queue, and where the site does not have it', () => {
    expect(estimateDelay(sales({ busy: 0, notReady: 10 }), 0).delayMs).toBe(Number.POSITIVE_INFINITY);
    expect(estimateDelay(undefined, 2)).toMatchObject({ delayMs: Number.POSITIVE_INFINITY, ahead: 2 });
  });

  it('takes a stated handling time for a queue that has served nobody yet', () => {
    expect(estimateDelay(sales({ handleMs: 0 }), 0).delayMs).toBe(handleMsUnknown / 10);
  });

  it('rates a large group as safer than a small one that is as full', () => {
    const large = estimateDelay(sales({ signedIn: 100, ready: 20, busy: 80 }), 0);
    const small = estimateDelay(sales({ signedIn: 5, ready: 1, busy: 4 }), 0);
    expect(large.risk).toBeLessThan(small.risk);
  });
});
