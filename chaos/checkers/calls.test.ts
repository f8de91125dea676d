import { describe, expect, it } from 'vitest';
import type { Event, Fact } from '../../kernel/event/fact.ts';
import { judgeAgents } from './agents-one-call.ts';
import { judgeCallFacts } from './call-facts.ts';
import { judgeRecords } from './records-agree.ts';
import { judgeSeenCalls, type OfferedCall } from './seen-calls.ts';

/** Facts of one process, in order. */
function told(...facts: Fact[]): Event[] {
  return facts.map((fact, place) => ({
    id: { process: 'beijing.node', boot: '1-sim', sequence: place + 1 },
    site: 'beijing',
    ownerEpoch: 1,
    atMs: 1000 + place,
    fact,
  }));
}

function arrived(callId: string): Fact {
  const blank = { decisionId: '', trunk: '', ani: '138', dnis: '4001', callType: 'sales' };
  return { kind: 'CallArrived', callId, routedBy: 'site', sipCallId: `${callId}@caller`, ...blank };
}

function ended(callId: string): Fact {
  return { kind: 'CallEnded', callId, outcome: 'answered', endedBy: 'caller', q850: 16, reason: 'normal' };
}

function bound(callId: string, offerId: string, agentId = 'bj-01'): Fact {
  return { kind: 'CallBound', callId, offerId, agentId, agentSite: 'beijing' };
}

function connected(callId: string, offerId: string, agentId = 'bj-01'): Fact {
  return { kind: 'CallConnected', callId, offerId, agentId, agentSite: 'beijing', waitedMs: 0 };
}

const sound = [arrived('a'), bound('a', 'o1'), connected('a', 'o1'), ended('a')];
const lost = [{ process: 'beijing.node', boot: '1-sim' }];

describe('the judge of calls’ facts', () => {
  it('is content with a call that arrives, is connected and ends', () => {
    expect(judgeCallFacts(told(...sound))).toEqual([]);
  });

  it.each<[string, Fact[], RegExp]>([
    ['never ends', [arrived('a')], /never ended/],
    ['ends twice', [...sound, ended('a')], /had ended already/],
    ['arrives twice', [arrived('a'), ...sound], /had arrived already/],
    ['is told of without having arrived', [ended('a')], /never arrived/],
    ['is connected without being bound', [arrived('a'), connected('a', 'o1'), ended('a')], /was not bound/],
    [
      'is connected twice',
      [
        arrived('a'),
        bound('a', 'o1'),
        bound('a', 'o2'),
        connected('a', 'o1'),
        connected('a', 'o2'),
        ended('a'),
      ],
      /is connected by o1 already/,
    ],
  ])('sees a call that %s', (_, facts, sentence) => {
    expect(judgeCallFacts(told(...facts)).join('\n')).toMatch(sentence);
  });

  it('lets a call stay open whose process was lost', () => {
    expect(judgeCallFacts(told(arrived('a')), lost)).toEqual([]);
  });
});

describe('the judge of agents', () => {
  const two = [
    arrived('a'),
    arrived('b'),
    bound('a', 'o1'),
    connected('a', 'o1'),
    bound('b', 'o2'),
    connected('b', 'o2'),
  ];

  it('sees an agent with two calls', () => {
    expect(judgeAgents(told(...two))).toHaveLength(1);
    expect(judgeAgents(told(...two.slice(0, 4), ended('a'), ...two.slice(4)))).toEqual([]);
  });

  it('lets an agent go whose call came back to the queue, or whose process was lost', () => {
    const back: Fact = {
      kind: 'CallRequeued',
      callId: 'a',
      offerId: 'o1',
      agentId: 'bj-01',
      cause: 'leg-lost',
    };
    expect(judgeAgents(told(...two.slice(0, 4), back, ...two.slice(4)))).toEqual([]);
    expect(judgeAgents(told(...two), lost)).toEqual([]);
  });
});

describe('the judge of what callers saw', () => {
  const harmed = (offeredMono: number, endedMono: number): OfferedCall => {
    return { call: 1, sipCallId: 'a@caller', offeredMono, endedMono, outcome: 'failed', reason: 'refused' };
  };
  const kill = { what: 'kill', fromMono: 5000, offeredUntilMono: 6000, outcomes: ['failed', 'cut'] as const };

  it.each([
    ['was over before the loss', harmed(1000, 4000), 1],
    ['was there when it happened', harmed(1000, 5500), 0],
    ['came within the grace', harmed(5900, 9000), 0],
    ['came later', harmed(6100, 9000), 1],
  ])('judges a call that failed and %s', (_, call, faults) => {
    expect(judgeSeenCalls([call], [kill])).toHaveLength(faults);
  });
});

describe('the judge of records', () => {
  const answered: OfferedCall = {
    call: 1,
    sipCallId: 'a@caller',
    offeredMono: 0,
    endedMono: 1,
    outcome: 'answered',
    reason: 'hung up',
  };

  it('wants one record that is ended for each call, and one that says answered for each caller who was', () => {
    expect(judgeRecords(told(...sound), [], [answered])).toEqual([]);
    expect(judgeRecords(told(arrived('a')), [], [])).toEqual(['the record of a never ends']);
    expect(judgeRecords(told(arrived('a'), ended('a')), [], [answered])).toHaveLength(1);
  });
});
