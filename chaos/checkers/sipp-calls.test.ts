import { describe, expect, it } from 'vitest';
import type { LegReply, RecordReply } from '../../ops/live/answers.ts';
import { judgeSippCalls, type SippCallsSeen } from './sipp-calls.ts';

const sipCallIds = ['1-stock-7@127.0.0.1', '2-stock-7@127.0.0.1', '3-stock-7@127.0.0.1'];

function leg(party: LegReply['party'], who: string, change: Partial<LegReply> = {}): LegReply {
  const times = { startedAt: 1000, answeredAt: 1010, endedAt: 4010 };
  return { leg: 0, party, who, site: 'beijing', ...times, heldMs: 0, ending: 'normal', ...change };
}

function record(
  sipCallId: string,
  change: Partial<RecordReply> = {},
  legs?: readonly LegReply[],
): RecordReply {
  return {
    callId: `call-of-${sipCallId}`,
    sipCallId,
    startedAt: 1000,
    endedAt: 4010,
    ani: 'sipp',
    dnis: '4001',
    callType: 'sales',
    queue: 'sales',
    site: 'beijing',
    agentId: 'bj-01',
    outcome: 'answered',
    reason: 'normal',
    waitedMs: 5,
    talkMs: 3000,
    cut: false,
    trunk: 'carrier',
    routedBy: 'router',
    endedBy: 'caller',
    q850: 16,
    amended: false,
    segments: [
      {
        segment: 0,
        site: 'beijing',
        queue: 'sales',
        startedAt: 1000,
        queuedAt: 1002,
        connectedAt: 1010,
        endedAt: 4010,
        waitedMs: 5,
        ending: 'normal',
        serving: true,
        legs: legs ?? [leg('caller', 'sipp'), leg('agent', 'bj-01')],
      },
    ],
    decisions: [
      {
        decisionId: 'd',
        router: 'beijing.router',
        decidedAt: 1000,
        sites: ['shanghai', 'beijing'],
        isDefault: false,
        reason: 'because',
        candidates: [],
        tookMs: 0.1,
        passedOver: [],
        outcome: 'delivered',
        deliveredTo: 'beijing',
      },
    ],
    ...change,
  };
}

const inOrder = {
  calls: 4,
  withoutRecord: 0,
  withTwoRecords: 0,
  openTooLong: 0,
  overlappingAgents: 0,
  identityHolds: true,
};
const heard = { who: 'bj-01', talkMs: 3000, receivedPackets: 149, sentPackets: 151 };

function seen(change: Partial<SippCallsSeen> = {}): SippCallsSeen {
  return {
    name: 'sipp',
    offered: 3,
    successful: 3,
    failed: 0,
    sipCallIds,
    counted: 'round',
    audio: [heard, heard, heard],
    totals: [],
    skippedFrames: 0,
    records: [...sipCallIds.map((sipCallId) => record(sipCallId)), record('somebody-else')],
    checked: { result: inOrder, examples: {} },
    complaint: '',
    ...change,
  };
}

const broken = (change: Partial<SippCallsSeen>) => judgeSippCalls(seen(change)).broken;
const withRecord = (change: Partial<RecordReply>, legs?: readonly LegReply[]) =>
  broken({ records: [record(sipCallIds[0]!, change, legs), ...seen().records.slice(1)] });

describe('calls with SIPp', () => {
  it('hold when all were answered, heard and recorded once', () => {
    const verdict = judgeSippCalls(seen());
    expect(verdict).toMatchObject({ holds: true, broken: [] });
    expect(verdict.figures).toMatchObject({
      offered: 3,
      answered: 3,
      records: 3,
      packetsShareMin_round: 0.993,
    });
  });

  it('do not hold when nothing was offered, or one failed at SIPp', () => {
    const nothing = { offered: 0, successful: 0, sipCallIds: [], audio: [], records: [] };
    expect(broken(nothing)).toEqual(['0 Call-IDs for 0 calls']);
    expect(broken({ successful: 2, failed: 1, complaint: 'unexpected 503' })).toEqual([
      '2 of 3 calls ended as they should, 1 failed: unexpected 503',
    ]);
  });

  it('do not hold when a record is missing or doubled', () => {
    expect(broken({ records: seen().records.slice(1) })).toEqual([
      `1 calls have not exactly one record, such as ${sipCallIds[0]}`,
    ]);
    expect(broken({ records: [...seen().records, record(sipCallIds[2]!)] })[0]).toContain(sipCallIds[2]);
  });

  it.each<[string, Partial<RecordReply>]>([
    ['ended as abandoned (normal)', { outcome: 'abandoned' }],
    ['ended as open (normal)', { outcome: null }],
    ['names no site', { site: '' }],
    ['names no agent', { agentId: '' }],
    ['has no decision that brought it there', { decisions: [] }],
    ['has no decision that brought it there', { site: 'guangzhou' }],
    ['has no answered leg of the caller', { segments: [] }],
    ['has no leg of its agent', { agentId: 'bj-02' }],
  ])('do not hold when a record %s', (lack, change) => {
    expect(withRecord(change)).toEqual([`1 records lack something: ${sipCallIds[0]} ${lack}`]);
  });

  it('do not hold when a leg was never answered, or never ended', () => {
    const caller = leg('caller', 'sipp');
    expect(withRecord({}, [caller])[0]).toContain('no answered leg of the agent');
    expect(withRecord({}, [caller, leg('agent', 'bj-01', { answeredAt: null })])[0]).toContain(
      'no answered leg',
    );
    expect(withRecord({}, [caller, leg('agent', 'bj-01', { endedAt: null })])[0]).toContain('never ended');
  });

  it('do not hold when one was heard too little, or by nobody', () => {
    expect(broken({ audio: [heard, heard, { ...heard, who: 'gz-03', receivedPackets: 130 }] })).toEqual([
      '1 calls had less than 90 % of their packets: gz-03 87 %',
    ]);
    expect(broken({ audio: [heard, heard] })).toEqual(['2 of 3 calls were heard by the end that counts']);
  });

  it('forgive only what our own end did not send', () => {
    const late = { ...heard, receivedPackets: 130, sentPackets: 132 };
    expect(broken({ audio: [late, heard, heard], skippedFrames: 19 })).toEqual([]);
    expect(broken({ audio: [{ ...late, sentPackets: 151 }, heard, heard], skippedFrames: 19 }).length).toBe(
      1,
    );
  });

  it('that are counted one way by the call need the other way in total', () => {
    const oneWay = { counted: 'one-way' } as const;
    expect(broken(oneWay)).toEqual(['nobody counted the packets of one of the two ways']);
    expect(broken({ ...oneWay, totals: [{ way: 'agent to caller', packets: 440 }] })).toEqual([]);
    expect(broken({ ...oneWay, totals: [{ way: 'agent to caller', packets: 400 }] })).toEqual([
      '400 packets went from agent to caller; 450 were due',
    ]);
  });

  it('between two SIPps are counted in total, both ways', () => {
    const none = { counted: 'none', audio: [] } as const;
    const there = { way: 'caller to agent', packets: 440 } as const;
    const back = { way: 'agent to caller', packets: 440 } as const;
    expect(broken({ ...none, totals: [there, back] })).toEqual([]);
    expect(broken({ ...none, totals: [there] }).length).toBe(1);
  });

  it('do not hold when the records are not in order', () => {
    const checked = { result: { ...inOrder, openTooLong: 1 }, examples: { openTooLong: ['call-7'] } };
    expect(broken({ checked })[0]).toContain('"openTooLong":["call-7"]');
  });
});
