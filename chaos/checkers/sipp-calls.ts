import type { RecordReply } from '../../ops/live/answers.ts';
import { type CheckFindings, isAllWell } from '../../ops/records/check.ts';
import { type Promised, type Verdict, verdictOf } from '../verdict.ts';

/** One answered call's audio, as one of its ends counted it. */
export interface CallAudio {
  /** The agent, or the caller's number. */
  readonly who: string;
  readonly talkMs: number;
  readonly receivedPackets: number;
  readonly sentPackets: number;
}

/** Packets of all calls together that came one way. */
export interface AudioTotal {
  readonly way: 'caller to agent' | 'agent to caller';
  readonly packets: number;
}

export interface SippCallsSeen {
  readonly name: string;
  readonly offered: number;
  /** Calls that ended as they should, by the callers' own account, and those that didn't. */
  readonly successful: number;
  readonly failed: number;
  /** The callers' Call-IDs, all of them. */
  readonly sipCallIds: readonly string[];
  /**
   * Of each call. `round`: the other end gives back what it hears, so what comes has gone both ways. `one-way`:
   * what comes has gone one way. `none`: no end counts by the call.
   */
  readonly counted: 'round' | 'one-way' | 'none';
  readonly audio: readonly CallAudio[];
  readonly totals: readonly AudioTotal[];
  /** Frames that our own end didn't send because it stood still: they are not due. */
  readonly skippedFrames: number;
  /** Of these calls and of any other. */
  readonly records: readonly RecordReply[];
  /** What `records check` found. */
  readonly checked: CheckFindings;
  /** In SIPp's own words; shown beside the figures. */
  readonly complaint: string;
}

const packetsPerSecond = 50;
const shareMin = 0.9;
const examples_max = 3;

/** Judges a run of calls with SIPp at one end or both: who was answered, what was heard, what is recorded. */
export function judgeSippCalls(seen: SippCallsSeen): Verdict {
  const { offered, successful, failed, audio, totals, records } = seen;
  const own = new Set(seen.sipCallIds);
  const ownRecords = records.filter(({ sipCallId }) => own.has(sipCallId));
  const perCall = Map.groupBy(ownRecords, (record) => record.sipCallId);
  const notOne = seen.sipCallIds.filter((sipCallId) => perCall.get(sipCallId)?.length !== 1);
  const incomplete = ownRecords.flatMap((record) => {
    const lack = lackOf(record);
    return lack ? [`${record.sipCallId} ${lack}`] : [];
  });
  const stoodStill = seen.skippedFrames > 0;
  const shares = audio.map((call) => ({ ...call, share: shareOf(call, stoodStill) }));
  const thin = shares.filter(({ share }) => share < shareMin);
  const talkMs = ownRecords.reduce((sum, record) => sum + record.talkMs, 0);
  const due = (talkMs / 1000) * packetsPerSecond - seen.skippedFrames;
  const promises: Promised[] = [
    { holds: offered > 0 && own.size === offered, otherwise: `${own.size} Call-IDs for ${offered} calls` },
    {
      holds: successful === offered && failed === 0,
      otherwise: `${successful} of ${offered} calls ended as they should, ${failed} failed: ${seen.complaint}`,
    },
    {
      holds: notOne.length === 0,
      otherwise: `${notOne.length} calls have not exactly one record, such as ${some(notOne)}`,
    },
    {
      holds: incomplete.length === 0,
      otherwise: `${incomplete.length} records lack something: ${some(incomplete)}`,
    },
    {
      holds: seen.counted === 'none' || audio.length === offered,
      otherwise: `${audio.length} of ${offered} calls were heard by the end that counts`,
    },
    {
      holds: thin.length === 0,
      otherwise: `${thin.length} calls had less than 90 % of their packets: ${some(
        thin.map(({ who, share }) => `${who} ${Math.round(share * 100)} %`),
      )}`,
    },
    ...totals.map(({ way, packets }) => ({
      holds: packets >= due * shareMin,
      otherwise: `${packets} packets went from ${way}; ${Math.round(due)} were due`,
    })),
    {
      holds: seen.counted === 'round' || waysCovered(seen) === 2,
      otherwise: 'nobody counted the packets of one of the two ways',
    },
    {
      holds: isAllWell(seen.checked.result),
      otherwise: `records check found a fault: ${JSON.stringify(seen.checked)}`,
    },
  ];
  const figures = {
    offered,
    answered: ownRecords.filter(({ outcome }) => outcome === 'answered').length,
    failed,
    records: ownRecords.length,
    sites: new Set(ownRecords.map(({ site }) => site)).size,
    agents: new Set(ownRecords.map(({ agentId }) => agentId)).size,
    talkMs_mean: Math.round(talkMs / Math.max(1, ownRecords.length)),
    ...(audio.length > 0 && {
      [`packetsShareMin_${seen.counted}`]: round(Math.min(...shares.map(({ share }) => share))),
    }),
    ...Object.fromEntries(
      totals.map(({ way, packets }) => [`packetsShare_${way.replaceAll(' ', '_')}`, round(packets / due)]),
    ),
    skippedFrames: seen.skippedFrames,
    ...(seen.complaint !== '' && { complaint: seen.complaint }),
  };
  return verdictOf(seen.name, figures, promises);
}

/** Two when each way was counted by calls or in total. */
function waysCovered({ counted, totals }: SippCallsSeen): number {
  return new Set(totals.map(({ way }) => way)).size + (counted === 'one-way' ? 1 : 0);
}

/** What a record of an answered call should say and doesn't; empty for nothing. */
function lackOf(record: RecordReply): string {
  const { site, agentId, outcome, decisions, segments } = record;
  if (outcome !== 'answered') return `ended as ${outcome ?? 'open'} (${record.reason})`;
  if (site === '') return 'names no site';
  if (agentId === '') return 'names no agent';
  if (!decisions.some((decision) => decision.deliveredTo === site && decision.sites.includes(site)))
    return 'has no decision that brought it there';
  const legs = segments.flatMap((segment) => segment.legs);
  for (const party of ['caller', 'agent'] as const) {
    const leg = legs.find((each) => each.party === party && each.answeredAt !== null);
    if (!leg) return `has no answered leg of the ${party}`;
    if (leg.endedAt === null) return `has a leg of the ${party} that never ended`;
  }
  return legs.some((leg) => leg.party === 'agent' && leg.who === agentId) ? '' : 'has no leg of its agent';
}

/** Of the packets due while talking. An end that stood still is held to the frames for which it was awake. */
function shareOf({ talkMs, receivedPackets, sentPackets }: CallAudio, stoodStill: boolean): number {
  const due = (talkMs / 1000) * packetsPerSecond;
  return receivedPackets / Math.max(1, stoodStill ? Math.min(due, sentPackets) : due);
}

function some(texts: readonly string[]): string {
  return texts.slice(0, examples_max).join(', ');
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
