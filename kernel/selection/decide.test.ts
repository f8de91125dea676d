import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../simulated/random.ts';
import type { QueueState } from '../site/state.ts';
import { InFlight } from '../view/in-flight.ts';
import { decide, defaultSelection, type KnownSite } from './decide.ts';

const order = ['beijing', 'shanghai', 'guangzhou'];

function queue(change: Partial<QueueState> = {}): QueueState {
  const state = {
    queue: 'sales',
    signedIn: 20,
    ready: 5,
    afterCallWork: 0,
    notReady: 0,
    inIvr: 0,
    queued: 0,
    oldestWaitMs: 0,
    handleMs: 60_000,
    ...change,
  };
  return { busy: state.signedIn - state.ready - state.notReady, ...state };
}

function site(name: string, change: Partial<KnownSite> = {}): KnownSite {
  return {
    site: name,
    usable: true,
    echoAgeMs: 20,
    ageMs: 30,
    accepting: true,
    queue: queue(),
    inFlight: 0,
    ...change,
  };
}

function lost(selection: ReturnType<typeof decide>, name: string): string {
  return selection.candidates.find((candidate) => candidate.site === name)!.lostBecause;
}

describe('where a call goes', () => {
  it('to the site with an agent ready, not to the one where it would wait', () => {
    const selection = decide(
      [site('beijing', { queue: queue({ ready: 0, queued: 3 }) }), site('shanghai')],
      'sales',
      order,
      new SimulatedRandom(1),
    );
    expect(selection.sites).toEqual(['shanghai', 'beijing']);
    expect(selection.reason).toBe('shanghai has 5 of 20 sales agents ready.');
    expect(lost(selection, 'beijing')).toBe('its expected delay is 12 s, 12 s longer');
    expect(lost(selection, 'shanghai')).toBe('');
  });

  it('to the shortest expected delay when all are busy, which is not the shortest queue', () => {
    const selection = decide(
      [
        site('beijing', { queue: queue({ ready: 0, queued: 2, signedIn: 4 }) }),
        site('shanghai', { queue: queue({ ready: 0, queued: 4, signedIn: 20 }) }),
      ],
      'sales',
      order,
      new SimulatedRandom(1),
    );
    expect(selection.sites[0]).toBe('shanghai');
    expect(selection.reason).toBe(
      'shanghai has the shortest expected delay, 15 s (4 calls ahead of 20 agents).',
    );
  });

  it('never to a site whose link is silent, that drains, or that was never heard, and says why', () => {
    const selection = decide(
      [
        site('beijing', { usable: false, echoAgeMs: 812 }),
        site('shanghai', { accepting: false }),
        site('guangzhou', { queue: queue({ ready: 0 }) }),
        site('chengdu', { usable: false, echoAgeMs: Number.POSITIVE_INFINITY, ageMs: -1, queue: undefined }),
        site('xian', { usable: false, echoAgeMs: Number.POSITIVE_INFINITY }),
      ],
      'sales',
      order,
      new SimulatedRandom(1),
    );
    expect(selection.sites).toEqual(['guangzhou']);
    expect(lost(selection, 'beijing')).toBe('its link has been silent for 812 ms');
    expect(lost(selection, 'shanghai')).toBe('it is draining, or not yet able to take calls');
    expect(lost(selection, 'chengdu')).toBe('nothing was heard of it yet');
    expect(lost(selection, 'xian')).toBe('its link is down');
  });

  it('by the default order when no site can be used: never to nowhere', () => {
    const selection = decide([site('beijing', { usable: false })], 'sales', order, new SimulatedRandom(1));
    expect(selection).toMatchObject({ isDefault: true, defaultCause: 'no-usable-site', sites: order });
    expect(selection.reason).toBe(
      'Default route, starting with beijing: no site can be reached and takes sales calls.',
    );
    expect(defaultSelection([], 'sales', order, 'deadline').reason).toContain('by the deadline');
  });

  it('to where somebody is signed in, when nobody is serving anywhere', () => {
    const selection = decide(
      [
        site('beijing', { queue: undefined }),
        site('shanghai', { queue: queue({ signedIn: 1, ready: 0, notReady: 1 }) }),
      ],
      'sales',
      order,
      new SimulatedRandom(1),
    );
    expect(selection.sites).toEqual(['shanghai', 'beijing']);
    expect(selection.isDefault).toBe(false);
    expect(selection.candidates[0]!.expectedDelayMs).toBe(-1);
  });

  it('to equal sites in equal shares', () => {
    const random = new SimulatedRandom(7);
    const chosen = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const first = decide(
        order.map((name) => site(name)),
        'sales',
        order,
        random,
      ).sites[0]!;
      chosen.set(first, (chosen.get(first) ?? 0) + 1);
    }
    for (const name of order) expect(Math.abs(chosen.get(name)! - 1000)).toBeLessThan(120);
  });

  it('spread within one state interval, because a decision counts before the site can show it', () => {
    const random = new SimulatedRandom(3);
    const inFlight = new InFlight();
    const counts = new Map<string, number>();
    for (let i = 0; i < 10; i++) {
      const view = order.map((name) => site(name, { inFlight: inFlight.count(name, 'sales') }));
      const first = decide(view, 'sales', order, random).sites[0]!;
      inFlight.add(`d${i}`, first, 'sales', 10_000);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    expect([...counts.values()].sort()).toEqual([3, 3, 4]);
  });

  it('the same way for the same seed', () => {
    const run = () => {
      const random = new SimulatedRandom(11);
      return Array.from(
        { length: 20 },
        () =>
          decide(
            order.map((n) => site(n)),
            'sales',
            order,
            random,
          ).sites,
      );
    };
    expect(run()).toEqual(run());
  });
});
