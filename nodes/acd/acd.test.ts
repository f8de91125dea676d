import { describe, expect, it } from 'vitest';
import { phoneAgent, SimulatedEdge } from './simulated-edge.ts';

async function siteWith(...agentIds: string[]): Promise<SimulatedEdge> {
  const edge = new SimulatedEdge(agentIds.map((id) => phoneAgent(id)));
  await edge.register(...agentIds);
  return edge;
}

describe('a call and an agent of one site', () => {
  it('find each other in the turn in which the call arrives, and talk in the turn in which the phone answers', async () => {
    const edge = await siteWith('bj-01');
    const callId = edge.call();
    expect(edge.log).toEqual(['ring bj-01 for call-1']);
    expect(edge.stateOf('bj-01')).toBe('ringing');
    edge.acd.phoneAnswered(edge.offerAt('bj-01'));
    expect(edge.joined.get(callId)).toBe(edge.offerAt('bj-01'));
    expect(edge.stateOf('bj-01')).toBe('talking');
    expect(edge.facts.map((fact) => fact.kind).filter((kind) => kind.startsWith('Call'))).toEqual([
      'CallQueued',
      'CallBound',
      'CallConnected',
    ]);
  });

  it('may meet a phone that answers while it is being rung', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    const callId = edge.call();
    expect(edge.joined.has(callId)).toBe(true);
    expect(edge.stateOf('bj-01')).toBe('talking');
  });

  it('go on to the next: a freed agent has the longest-waiting call in the same turn', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    edge.call({ waitedMs: 1000 });
    edge.call({ waitedMs: 5000 });
    edge.call({ priority: 9 });
    edge.acd.callerGone('call-1');
    expect(edge.stateOf('bj-01')).toBe('work-ready');
    edge.time.run(1000); // wrap-up
    expect(edge.joined.has('call-4')).toBe(true);
    edge.acd.agents.hangUp('bj-01');
    edge.time.run(1000);
    expect(edge.joined.has('call-3')).toBe(true);
  });

  it('end by the agent hanging up, with after-call work', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    edge.acd.phoneHungUp(edge.offerAt('bj-01'));
    expect(edge.ended.get('call-1')).toEqual({
      outcome: 'answered',
      endedBy: 'agent',
      q850: 16,
      reason: 'normal',
    });
    expect(edge.stateOf('bj-01')).toBe('work-ready');
  });

  it('part when the caller hangs up: ringing, the agent is ready at once; talking, after work', async () => {
    const edge = await siteWith('bj-01');
    edge.call();
    edge.time.run(3000);
    edge.acd.callerGone('call-1');
    expect(edge.ended.get('call-1')?.outcome).toBe('abandoned');
    expect(edge.stateOf('bj-01')).toBe('ready');
    expect(edge.ringing.size).toBe(0);
    edge.call();
    edge.acd.callerGone('call-2');
    expect(edge.ended.get('call-2')?.outcome).toBe('short-abandoned');
  });

  it('after a RONA the call keeps its place, the agent is not ready, and another rings', async () => {
    const edge = await siteWith('bj-01');
    edge.call();
    edge.time.run(15_000);
    expect(edge.stateOf('bj-01')).toBe('not-ready');
    expect(edge.acd.agents.view('bj-01')?.reason).toBe('rona');
    expect(edge.acd.placeOf('call-1')).toBe(1);
    expect(edge.factsOf('CallRequeued')[0]?.cause).toBe('no-answer');
    edge.call();
    expect(edge.acd.agents.ready('bj-01')).toBeUndefined();
    // The call that rang out is not for this agent for 60 s: the younger one overtakes it.
    expect(edge.ringing.get(edge.offerAt('bj-01'))?.call.callId).toBe('call-2');
  });

  it('an agent who refuses is not ready, and the call goes to the next', async () => {
    const edge = await siteWith('bj-01', 'bj-02');
    edge.call();
    edge.acd.phoneRefused(edge.offerAt('bj-01'), 486);
    expect(edge.stateOf('bj-01')).toBe('not-ready');
    expect(edge.offerAt('bj-02')).toBeDefined();
    expect(edge.factsOf('CallRequeued')[0]?.cause).toBe('declined');
    edge.time.run(20_000); // without a desktop there is no button: ready again by itself
    expect(['ready', 'ringing']).toContain(edge.stateOf('bj-01'));
  });

  it('a phone that is lost while talking sends the caller back to the queue with its age', async () => {
    const edge = await siteWith('bj-01', 'bj-02');
    edge.answerAtOnce = true;
    edge.call();
    edge.time.run(5000);
    edge.acd.phoneLost(edge.offerAt('bj-01'));
    expect(edge.log.slice(-3)).toEqual(['separate call-1', 'ring bj-02 for call-1', 'join call-1']);
    expect(edge.stateOf('bj-01')).toBe('work-ready');
    expect(edge.ringing.get(edge.offerAt('bj-02'))?.call.waitedMs).toBeGreaterThanOrEqual(5000);
  });

  it('the longest-available agent gets the call', async () => {
    const edge = new SimulatedEdge(['bj-01', 'bj-02', 'bj-03'].map((id) => phoneAgent(id)));
    await edge.register('bj-02');
    edge.time.run(10);
    await edge.register('bj-01');
    edge.time.run(10);
    await edge.register('bj-03');
    edge.call();
    expect(edge.offerAt('bj-02')).toBeDefined();
  });
});

describe('the agents of a site', () => {
  it('are signed in by their phone and out without it, each once', async () => {
    const edge = await siteWith('bj-01');
    await edge.register('bj-01');
    expect(edge.factsOf('AgentSignedIn')).toHaveLength(1);
    edge.acd.agentUnregistered('bj-01');
    expect(edge.stateOf('bj-01')).toBe('logged-out');
    expect(edge.factsOf('AgentSignedOut')[0]?.reason).toBe('unregistered');
  });

  it('whose phone goes and comes back during a call are signed in again after it', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    edge.acd.agentUnregistered('bj-01');
    await edge.register('bj-01');
    expect(edge.stateOf('bj-01')).toBe('talking');
    edge.acd.callerGone('call-1');
    await edge.time.runAsync(1);
    expect(edge.acd.agents.view('bj-01')).toMatchObject({ state: 'ready', signedInBy: 'phone' });
  });

  it('get a grant later when they began without one', async () => {
    const edge = new SimulatedEdge([phoneAgent('bj-01')]);
    edge.grants.away = true;
    await edge.register('bj-01');
    expect(edge.acd.agents.view('bj-01')?.epoch).toBe(0);
    edge.grants.away = false;
    await edge.time.runAsync(5000);
    expect(edge.acd.agents.view('bj-01')?.epoch).toBeGreaterThan(0);
    edge.call();
    expect(edge.offerAt('bj-01')).toBeDefined();
  });

  it('ask for their grant one at a time, however often a desktop took them over meanwhile', async () => {
    const edge = new SimulatedEdge([phoneAgent('bj-01')]);
    edge.grants.away = true;
    await edge.register('bj-01');
    for (let again = 0; again < 10; again++) await edge.acd.agents.signIn('bj-01');
    const { asked } = edge.grants;
    await edge.time.runAsync(5000);
    expect(edge.grants.asked).toBe(asked + 1);
  });

  it('give back a grant that comes when they have gone', async () => {
    const edge = new SimulatedEdge([phoneAgent('bj-01')]);
    edge.acd.agentRegistered('bj-01');
    edge.acd.agentUnregistered('bj-01');
    await edge.time.runAsync(1);
    expect(edge.stateOf('bj-01')).toBe('logged-out');
    expect(edge.grants.released).toEqual(['bj-01']);
  });

  it('sign out after the call when they ask for it while talking', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    edge.acd.agents.signOut('bj-01', 'shift-over');
    expect(edge.stateOf('bj-01')).toBe('talking');
    edge.acd.callerGone('call-1');
    expect(edge.stateOf('bj-01')).toBe('logged-out');
  });

  it('leave a ringing call when they sign out, and it goes back to its place', async () => {
    const edge = await siteWith('bj-01');
    edge.call();
    edge.acd.agents.signOut('bj-01', 'shift-over');
    expect(edge.stateOf('bj-01')).toBe('logged-out');
    expect(edge.log).toEqual(['ring bj-01 for call-1', 'drop agent-left']);
    expect(edge.acd.placeOf('call-1')).toBe(1);
  });

  it('are not ready after the call when they ask for it while talking', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    edge.acd.agents.notReady('bj-01', 'lunch');
    edge.acd.callerGone('call-1');
    expect(edge.stateOf('bj-01')).toBe('work-not-ready');
    edge.time.run(1000);
    expect(edge.acd.agents.view('bj-01')).toMatchObject({ state: 'not-ready', reason: 'lunch' });
  });

  it('hold and retrieve their call', async () => {
    const edge = await siteWith('bj-01');
    expect(edge.acd.agents.hold('bj-01')?.code).toBe('no-call');
    edge.answerAtOnce = true;
    edge.call();
    edge.acd.agents.hold('bj-01');
    edge.acd.agents.retrieve('bj-01');
    expect(edge.log.slice(-2)).toEqual(['hold call-1', 'retrieve call-1']);
    expect(edge.factsOf('CallHeld')).toHaveLength(1);
    expect(edge.stateOf('bj-01')).toBe('talking');
  });

  it('work on when nobody grants sessions, also after signing out and in again', async () => {
    const edge = await siteWith('bj-01');
    edge.acd.agentUnregistered('bj-01');
    edge.grants.away = true;
    await edge.register('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    expect(edge.joined.has('call-1')).toBe(true);
  });

  it('are signed out here when their session moves to another site', async () => {
    const edge = await siteWith('bj-01');
    edge.grants.move('bj-01', 'shanghai');
    expect(edge.acd.agents.view('bj-01')).toMatchObject({ state: 'logged-out', reason: 'moved' });
  });

  it('are taken over by a desktop with a higher epoch, in the state in which they are', async () => {
    const edge = await siteWith('bj-01');
    edge.answerAtOnce = true;
    edge.call();
    const before = edge.acd.agents.view('bj-01')!;
    const grant = await edge.acd.agents.signIn('bj-01');
    expect(grant?.epoch).toBeGreaterThan(before.epoch);
    expect(edge.acd.agents.view('bj-01')).toMatchObject({ state: 'talking', signedInBy: 'desktop' });
  });

  it('of a desktop are not ready until they say so, and see the call before the phone rings', async () => {
    const edge = new SimulatedEdge([{ id: 'bj-desk', queues: ['sales'], signIn: 'desktop' }]);
    await edge.register('bj-desk');
    expect(edge.stateOf('bj-desk')).toBe('logged-out');
    await edge.acd.agents.signIn('bj-desk');
    edge.acd.agents.watch('bj-desk', {
      changed: (view) => void edge.log.push(`state ${view.state}`),
      pop: (call) => void edge.log.push(`pop ${call.ani}`),
    });
    edge.call();
    expect(edge.acd.agents.ready('bj-desk')).toBeUndefined();
    expect(edge.log).toEqual([
      'state ready',
      'state reserved',
      'pop 13800000000',
      'state ringing',
      'ring bj-desk for call-1',
    ]);
    edge.acd.agents.answer('bj-desk');
    expect(edge.log.at(-1)).toMatch(/^answer beijing\.1\.1\.1$/);
  });
});

describe('the aggregates of a site', () => {
  it('always add up, through a random day', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `bj-${index}`);
    const edge = await siteWith(...ids);
    let seed = 1;
    const pick = (count: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % count;
    };
    for (let turn = 0; turn < 2000; turn++) {
      const agentId = ids[pick(ids.length)]!;
      const rings = [...edge.ringing.keys()];
      const offerId = rings[pick(Math.max(1, rings.length))] ?? '';
      const actions: (() => void)[] = [
        () => void edge.call({ queue: pick(2) ? 'sales' : 'service' }),
        () => edge.acd.phoneAnswered(offerId),
        () => edge.acd.phoneAnswered(offerId),
        () => edge.acd.phoneHungUp(offerId),
        () => edge.acd.phoneRefused(offerId, 486),
        () => edge.acd.phoneLost(offerId),
        () => edge.acd.callerGone(`call-${pick(turn + 1)}`),
        () => void edge.acd.agents.notReady(agentId, 'break'),
        () => void edge.acd.agents.ready(agentId),
        () => edge.acd.agentUnregistered(agentId),
        () => edge.acd.agentRegistered(agentId),
        () => edge.time.run(pick(4000)),
      ];
      actions[pick(actions.length)]!();
      await Promise.resolve();
      await Promise.resolve();
      const views = edge.acd.agents.views();
      for (const state of edge.acd.queues()) {
        expect(state.signedIn).toBe(views.filter((view) => view.state !== 'logged-out').length);
        expect(state.ready).toBe(views.filter((view) => view.state === 'ready').length);
        expect(state.ready + state.busy + state.afterCallWork + state.notReady).toBe(state.signedIn);
        if (state.queued > 0 && state.ready > 0) {
          // Only the 60 s after a RONA may keep a ready agent and a waiting call apart.
          expect(edge.factsOf('CallRequeued').some((fact) => fact.cause === 'no-answer')).toBe(true);
        }
      }
      const talkingTo = [...edge.joined.values()];
      expect(new Set(talkingTo).size).toBe(talkingTo.length);
    }
    expect(edge.factsOf('CallConnected').length).toBeGreaterThan(50);
  });

  it('count calls in IVR, in the queue and oldest, and tell which queue changed', async () => {
    const edge = new SimulatedEdge([phoneAgent('bj-01')]);
    edge.acd.callArriving({ callId: 'call-1', decisionId: 'd-1', queue: 'sales' });
    expect(edge.acd.queue('sales')).toMatchObject({ inIvr: 1, queued: 0 });
    edge.call({ callId: 'call-1' });
    edge.time.run(2500);
    expect(edge.acd.queue('sales')).toMatchObject({ inIvr: 0, queued: 1, oldestWaitMs: 2500 });
    expect(edge.changedQueues).toContain('sales');
    edge.acd.callArriving({ callId: 'call-2', decisionId: 'd-2', queue: 'sales' });
    edge.acd.callerGone('call-2');
    expect(edge.acd.queue('sales')?.inIvr).toBe(0);
    expect(edge.ended.get('call-2')?.outcome).toBe('short-abandoned');
  });

  it('let no more calls wait than the limit, but take one for a ready agent', async () => {
    const edge = new SimulatedEdge([phoneAgent('bj-01')], {
      queues: [{ name: 'sales', maxQueuedCalls: 0, wrapUpMs: 0, ringMs: 15_000 }],
    });
    edge.call();
    expect(edge.ended.get('call-1')).toMatchObject({ outcome: 'busied', reason: 'queue-full', q850: 17 });
    await edge.register('bj-01');
    edge.call();
    expect(edge.offerAt('bj-01')).toBeDefined();
  });
});

describe('the cost of a match', () => {
  it('is the same count of comparisons, within the depth of a tree, for 20 agents and for 5,000', async () => {
    const cost = async (agents: number, calls: number) => {
      const edge = await siteWith(...Array.from({ length: agents }, (_, index) => `bj-${index}`));
      edge.answerAtOnce = true;
      for (let busy = 0; busy < agents; busy++) edge.call();
      for (let waiting = 0; waiting < calls; waiting++)
        edge.call({ queue: waiting % 2 ? 'sales' : 'service' });
      const before = edge.acd.comparisons;
      edge.acd.callerGone('call-1');
      edge.time.run(1000);
      edge.call();
      return edge.acd.comparisons - before;
    };
    const small = await cost(20, 50);
    const large = await cost(5000, 100);
    expect(large).toBeLessThan(small + 200);
  });
});
