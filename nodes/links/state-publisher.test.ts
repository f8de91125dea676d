import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { QueueState, SiteState } from '../../kernel/site/state.ts';
import { SiteView } from '../../kernel/view/site-view.ts';
import { StatePublisher } from './state-publisher.ts';

function queueOf(queue: string, queued: number): QueueState {
  return {
    queue,
    signedIn: 3,
    ready: 1,
    busy: 2,
    afterCallWork: 0,
    notReady: 0,
    inIvr: 0,
    queued,
    oldestWaitMs: 0,
    handleMs: 20_000,
  };
}

function setUp() {
  const time = new SimulatedTime();
  const queued = new Map([
    ['sales', 0],
    ['service', 0],
  ]);
  const source = {
    queues: () => [...queued].map(([queue, count]) => queueOf(queue, count)),
    accepting: () => true,
  };
  const publisher = new StatePublisher('beijing', { grant: 1, boot: 1 }, source, { timers: time });
  const said: { state: SiteState; atMs: number }[] = [];
  publisher.addReader((state) => said.push({ state, atMs: time.monoMs() }));
  return { time, queued, publisher, said };
}

describe('the state of a site', () => {
  it('is told whole every second, numbered', () => {
    const { time, said } = setUp();
    time.run(3500);
    expect(said.map(({ state }) => [state.number, state.whole])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  it('tells a change within 50 ms, only of the queue that changed', () => {
    const { time, queued, publisher, said } = setUp();
    time.run(500);
    queued.set('sales', 4);
    publisher.queueChanged('sales');
    time.run(100);
    expect(said).toHaveLength(1);
    expect(said[0]!.atMs - 500).toBeLessThanOrEqual(50);
    expect(said[0]!.state.queues).toEqual([queueOf('sales', 4)]);
  });

  it('costs one message for a burst of changes, and says what holds when it is sent', () => {
    const { time, queued, publisher, said } = setUp();
    for (let count = 1; count <= 200; count++) {
      queued.set('sales', count);
      publisher.queueChanged('sales');
    }
    time.run(100);
    expect(said).toHaveLength(1);
    expect(said[0]!.state.queues[0]!.queued).toBe(200);
  });

  it('leaves a reader with the same picture as the site has, whatever was said in between', () => {
    const { time, queued, publisher } = setUp();
    const view = new SiteView('beijing');
    publisher.addReader((state) => view.apply(state, time.monoMs()));
    publisher.refresh();
    queued.set('sales', 2);
    publisher.queueChanged('sales');
    time.run(60);
    queued.set('service', 9);
    publisher.queueChanged('service');
    time.run(60);
    expect([view.queue('sales')?.queued, view.queue('service')?.queued]).toEqual([2, 9]);
  });

  it('names each arrived decision once, even a thousand in one burst', () => {
    const { time, publisher, said } = setUp();
    for (let call = 0; call < 1200; call++) publisher.decisionArrived(`decision-${call}`);
    time.run(999);
    const told = said.flatMap(({ state }) => state.arrived);
    expect(told).toHaveLength(1200);
    expect(new Set(told).size).toBe(1200);
  });
});
