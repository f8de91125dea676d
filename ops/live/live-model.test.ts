import { describe, expect, it } from 'vitest';
import type { Event } from '../../kernel/event/fact.ts';
import { Teller, wholeCall } from '../../kernel/record/told.ts';
import type { SiteState } from '../../kernel/site/state.ts';
import type { FeedSnapshot } from './feed.ts';
import { FeedChanges } from './feed-changes.ts';
import { LiveModel } from './live-model.ts';

const limits = {
  callsAtHand: 50,
  callsShown: 40,
  agentsShown: 100,
  decisionsShown: 10,
  endedShownMs: 5000,
  siteSilentAfterMs: 1500,
};
const now = (ms: number) => ({ mono: ms, wall: ms });

function world() {
  const model = new LiveModel(['beijing', 'shanghai'], limits, 0);
  const tell = (...events: Event[]) => {
    for (const event of events) model.takeEvent(event, now(event.atMs));
  };
  return { model, tell, router: new Teller('beijing.router'), node: new Teller('shanghai.node') };
}
const call = (model: LiveModel, ms: number, callId = 'c1') =>
  model.snapshot(1, now(ms)).calls.find((row) => row.callId === callId);
const lossOf = (node: Teller, lastHeardAt: number) => {
  const { process, boot, site } = node;
  const declaredAt = lastHeardAt + 3000;
  return { process, boot, site, role: 'node', state: 'lost' as const, lastHeardAt, declaredAt };
};

describe('a call on the page', () => {
  it('goes from router to site to queue to agent, and stays a little when it is over', () => {
    const { model, tell, router, node } = world();
    const stages: string[] = [];
    for (const event of wholeCall(router, node, 'c1', 1000, 'sh-01')) {
      tell(event);
      stages.push(call(model, event.atMs)?.stage ?? 'gone');
    }
    expect(stages).toEqual([
      'routed',
      'arrived',
      'arrived',
      'arrived',
      'queued',
      'ringing',
      'talking',
      'ended',
    ]);
    expect(call(model, 17_000)).toMatchObject({ stage: 'ended', agentId: 'sh-01', waitingMs: 2000 });
    expect(call(model, 18_200)).toBeUndefined();
    const { counters, decisions } = model.snapshot(1, now(19_000));
    expect(counters).toMatchObject({ offered: 1, answered: 1, open: 0, serviceLevel: 1, meanAnswerMs: 2000 });
    expect(decisions[0]).toMatchObject({ chosen: 'shanghai', reason: 'shanghai has 3 agents ready' });
  });

  it('tells its place in the queue, which others leave', () => {
    const { model, tell, node } = world();
    for (const [index, callId] of ['c1', 'c2', 'c3'].entries()) {
      tell(node.arrived(index * 10, callId, `1390000000${index}`), node.queued(index * 10 + 5, callId));
    }
    const changes = new FeedChanges(model);
    changes.look(now(100));
    expect(['c1', 'c2', 'c3'].map((id) => call(model, 100, id)?.position)).toEqual([1, 2, 3]);
    tell(node.connected(200, 'c1', 'sh-01', 195));
    const delta = changes.look(now(300));
    expect(delta?.calls?.map((row) => [row.callId, row.position]).sort()).toEqual([
      ['c1', 0],
      ['c2', 1],
      ['c3', 2],
    ]);
  });

  it('is cut when its site is lost, and whoever calls again is counted, whichever is known first', () => {
    const { model, tell, router, node } = world();
    tell(node.arrived(0, 'c1', '139'), node.queued(5, 'c1'), node.connected(10, 'c1', 'sh-01', 5));
    tell(node.arrived(0, 'c2', '138'), node.queued(5, 'c2'));
    tell({ ...router.decided(4000, 'c3', ['beijing']) });
    tell(new Teller('beijing.node').arrived(4005, 'c3', '139'));
    model.takeLoss(lossOf(node, 2000), now(5000));
    expect(call(model, 5100)).toMatchObject({
      stage: 'cut',
      outcome: 'answered',
      sentence: 'Cut: shanghai was lost while agent sh-01 talked',
    });
    expect(call(model, 5100, 'c2')?.sentence).toBe(
      'Cut: shanghai was lost while the caller waited in service',
    );
    tell(new Teller('beijing.node', { boot: '9-z' }).arrived(6000, 'c4', '138'));
    const { counters, sites } = model.snapshot(1, now(6100));
    expect(counters).toMatchObject({ cut: 2, calledAgain: 2, offered: 4 });
    expect(sites.find((site) => site.site === 'shanghai')?.cut).toBe(2);
    expect(call(model, 6100, 'c4')?.againFor).toBe('c2');
  });

  it('is uncut when its site comes back', () => {
    const { model, tell, node } = world();
    tell(node.arrived(0, 'c1', '139'), node.connected(10, 'c1', 'sh-01', 5));
    model.takeLoss(lossOf(node, 2000), now(5000));
    expect(model.counters(now(5000)).cut).toBe(1);
    model.takeLoss({ ...lossOf(node, 2000), state: 'returned', declaredAt: 9000 }, now(9000));
    expect(model.counters(now(9000)).cut).toBe(0);
    expect(call(model, 9000)).toMatchObject({ stage: 'talking', counting: true });
  });
});

describe('bounds', () => {
  it('hold whatever comes; calls let go are not counted again by a late fact', () => {
    const { model, tell, node } = world();
    for (let n = 0; n < 500; n++) {
      tell(node.arrived(n, `c${n}`, `1${n}`), node.ended(n, `c${n}`, 'abandoned', 'caller-gone'));
    }
    tell(node.ended(700, 'c400', 'answered'));
    expect(model.counters(now(1000))).toMatchObject({ offered: 500, abandoned: 500 });
    expect(model.snapshot(1, now(600)).calls.length).toBeLessThanOrEqual(40);
  });
});

describe('sites', () => {
  const state = (number: number, queued: number, boot = 1, whole = true): SiteState => ({
    site: 'shanghai',
    incarnation: { grant: 0, boot },
    number,
    whole,
    accepting: true,
    queues: [
      {
        queue: 'service',
        signedIn: 2,
        ready: 1,
        busy: 1,
        afterCallWork: 0,
        notReady: 0,
        inIvr: 0,
        queued,
        oldestWaitMs: 0,
        handleMs: 0,
      },
    ],
    arrived: [],
  });
  const shanghai = (feed: FeedSnapshot) => feed.sites.find((site) => site.site === 'shanghai')!;

  it('are up while heard, silent when not, down when lost, and keep the age of what they said', () => {
    const { model, node } = world();
    const presence = { process: 'shanghai.node', role: 'node', site: 'shanghai', pid: 1, boot: node.boot };
    model.appeared({ ...presence, addresses: {} }, now(0));
    model.takeState(state(2, 4), now(100));
    model.takeState(state(1, 9), now(150));
    expect(shanghai(model.snapshot(1, now(200)))).toMatchObject({ health: 'up', queues: [{ queued: 4 }] });
    expect(shanghai(model.snapshot(1, now(2000))).health).toBe('silent');
    model.vanished('shanghai.node', now(3000));
    model.takeLoss(lossOf(node, 1000), now(6000));
    const feed = model.snapshot(1, now(6000));
    expect(shanghai(feed)).toMatchObject({ health: 'down', queues: [{ queued: 4 }] });
    expect(feed.ages['state/shanghai']).toBe(5900);
    expect(feed.ages['state/beijing']).toBe(-1);
  });
});

describe('a delta', () => {
  it('brings a reader of the snapshot to what a new reader is told', () => {
    const { model, tell, router, node } = world();
    const changes = new FeedChanges(model);
    changes.look(now(0));
    const held = new Map<string, unknown>();
    let at = 0;
    const events = ['c1', 'c2', 'c3'].flatMap((id, n) =>
      wholeCall(router, node, id, 1000 + n * 700, `a${n}`),
    );
    tell(node.signedIn(900, 'a0'), node.changed(905, 'a0', 'not-ready', 'ready'));
    for (const event of events.toSorted((a, b) => a.atMs - b.atMs)) {
      at = event.atMs;
      tell(event);
      const delta = changes.look(now(at));
      for (const row of delta?.calls ?? []) held.set(row.callId, row);
      for (const id of delta?.gone?.calls ?? []) held.delete(id);
    }
    changes.look(now(at));
    const shown = model.snapshot(1, now(at)).calls;
    expect([...held.keys()].sort()).toEqual(shown.map((row) => row.callId).sort());
    for (const row of shown) {
      expect(held.get(row.callId)).toMatchObject({ stage: row.stage, position: row.position });
    }
  });

  it('is silent while nothing happens, but for ages each second', () => {
    const { model } = world();
    const changes = new FeedChanges(model);
    expect(changes.look(now(0))?.sites).toHaveLength(2);
    expect(changes.look(now(250))).toBeUndefined();
    expect(changes.look(now(1000))).toEqual({ sentAt: 1000, ages: expect.any(Object) });
  });
});
