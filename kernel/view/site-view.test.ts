import { describe, expect, it } from 'vitest';
import type { QueueState, SiteState } from '../site/state.ts';
import { SiteView } from './site-view.ts';

function queue(name: string, ready: number): QueueState {
  return {
    queue: name,
    signedIn: 10,
    ready,
    busy: 10 - ready,
    afterCallWork: 0,
    notReady: 0,
    inIvr: 0,
    queued: 0,
    oldestWaitMs: 0,
    handleMs: 60_000,
  };
}

function state(number: number, change: Partial<SiteState> = {}): SiteState {
  return {
    site: 'beijing',
    incarnation: { grant: 1, boot: 1 },
    number,
    whole: false,
    accepting: true,
    queues: [queue('sales', number)],
    arrived: [],
    ...change,
  };
}

describe('what is held about a site', () => {
  it('starts with the first whole state and follows the deltas', () => {
    const view = new SiteView('beijing');
    expect(view.known).toBe(false);
    expect(view.apply(state(1), 0).outcome).toBe('waiting');
    expect(
      view.apply(state(2, { whole: true, queues: [queue('sales', 2), queue('service', 5)] }), 10),
    ).toEqual({
      outcome: 'applied',
      arrived: [],
    });
    view.apply(state(3), 20);
    expect(view.queue('sales')?.ready).toBe(3);
    expect(view.queue('service')?.ready).toBe(5);
    expect(view.ageMs(70)).toBe(50);
  });

  it('forgets queues that a whole state does not name', () => {
    const view = new SiteView('beijing');
    view.apply(state(1, { whole: true, queues: [queue('sales', 1), queue('service', 1)] }), 0);
    view.apply(state(2, { whole: true }), 0);
    expect(view.queue('service')).toBeUndefined();
  });

  it('drops what is older, by number and by incarnation', () => {
    const view = new SiteView('beijing');
    view.apply(state(7, { whole: true }), 0);
    expect(view.apply(state(7, { whole: true }), 1).outcome).toBe('older');
    expect(view.apply(state(99, { whole: true, incarnation: { grant: 1, boot: 0 } }), 1).outcome).toBe(
      'older',
    );
    expect(view.olderDropped).toBe(2);
    expect(view.ageMs(1)).toBe(1);
  });

  it('counts a gap once, believes no delta until the next whole state, and loses no arrival meanwhile', () => {
    const view = new SiteView('beijing');
    view.apply(state(1, { whole: true }), 0);
    expect(view.apply(state(3, { arrived: ['d-3'] }), 5).outcome).toBe('gap');
    expect(view.apply(state(4, { arrived: ['d-4'] }), 6).outcome).toBe('waiting');
    expect(view.queue('sales')?.ready).toBe(1);
    expect(view.gaps).toBe(1);
    expect(view.apply(state(5, { whole: true, arrived: ['d-5'] }), 7)).toEqual({
      outcome: 'applied',
      arrived: ['d-3', 'd-4', 'd-5'],
    });
  });

  it('believes nothing of the old incarnation once a new one speaks', () => {
    const view = new SiteView('beijing');
    view.apply(state(9, { whole: true }), 0);
    view.apply(state(1, { incarnation: { grant: 1, boot: 2 } }), 1);
    expect(view.known).toBe(false);
    expect(view.queue('sales')).toBeUndefined();
    view.apply(state(2, { incarnation: { grant: 1, boot: 2 }, whole: true }), 2);
    expect(view.known).toBe(true);
  });

  it('takes a refusal to accept calls even while it waits', () => {
    const view = new SiteView('beijing');
    view.apply(state(1, { whole: true }), 0);
    view.apply(state(5, { accepting: false }), 1);
    expect(view.accepting).toBe(false);
  });
});
