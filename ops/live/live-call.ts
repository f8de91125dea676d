import { type CallFact, type DecisionFact, type Event, formatEventId } from '../../kernel/event/fact.ts';
import { contactOf } from '../../kernel/record/contact.ts';
import type { ContactRecord, LegRecord, SegmentRecord } from '../../kernel/record/contact-record.ts';
import { isLeftOut } from '../../kernel/record/fact-limit.ts';
import type { Losses } from '../../kernel/record/process-loss.ts';
import type { CallRow, CallStage } from './feed.ts';

/**
 * One call as the page shows it: its record, folded anew with every fact by the same fold that makes
 * the rows, and the stage that the record stands in.
 */
export type Told = Event<CallFact | DecisionFact>;

export interface LiveCall {
  readonly callId: string;
  readonly events: Told[];
  record: ContactRecord;
  stage: CallStage;
  /** Epoch ms on the clock of whoever said so. */
  stageSince: number;
  /** 1 is next; 0 when not waiting. */
  position: number;
  againFor: string;
  /** When ops saw it over, on its monotonic clock; undefined while it is not. */
  overMono: number | undefined;
}

export function startCall(first: Told, losses: Losses): LiveCall {
  const record = contactOf([first], losses)!;
  const call: LiveCall = {
    callId: first.fact.callId,
    events: [first],
    record,
    stage: 'routed',
    stageSince: first.atMs,
    position: 0,
    againFor: '',
    overMono: undefined,
  };
  restage(call);
  return call;
}

export function addFact(call: LiveCall, event: Told, losses: Losses): void {
  const id = formatEventId(event.id);
  if (isLeftOut(event.fact, call.events.length) || call.events.some((each) => formatEventId(each.id) === id))
    return;
  call.events.push(event);
  refold(call, losses);
}

export function refold(call: LiveCall, losses: Losses): void {
  call.record = contactOf(call.events, losses)!;
  restage(call);
}

function restage(call: LiveCall): void {
  const { record } = call;
  const segment = servingSegment(record);
  const leg = segment?.legs.findLast((each) => each.party === 'agent' && each.endedAt === null);
  if (record.outcome !== null) {
    stand(call, record.cut ? 'cut' : 'ended', record.endedAt ?? record.startedAt);
  } else if (!segment) {
    stand(call, 'routed', record.decisions.at(-1)?.decidedAt ?? record.startedAt);
  } else if (leg) {
    const talking = isHeld(call, record.site) ? 'held' : 'talking';
    stand(call, leg.answeredAt === null ? 'ringing' : talking, leg.answeredAt ?? leg.startedAt);
  } else if (segment.queuedAt !== null) {
    stand(call, 'queued', segment.queuedAt);
  } else {
    stand(call, 'arrived', record.arrivedAt ?? segment.startedAt);
  }
}

function stand(call: LiveCall, stage: CallStage, since: number): void {
  call.stage = stage;
  call.stageSince = since;
}

function isHeld(call: LiveCall, site: string): boolean {
  const changes = call.events.filter(
    ({ fact, site: said }) =>
      said === site &&
      (fact.kind === 'CallHeld' || fact.kind === 'CallRetrieved' || fact.kind === 'CallConnected'),
  );
  const last = changes.reduce<Told | undefined>((a, b) => (!a || b.atMs >= a.atMs ? b : a), undefined);
  return last?.fact.kind === 'CallHeld';
}

export function servingSegment(record: ContactRecord): SegmentRecord | undefined {
  return record.segments.findLast((segment) => segment.serving);
}

/** Time in queue as of `at`: counting while it waits, standing afterwards. */
export function waitingMs(call: LiveCall, at: number): number {
  const segment = servingSegment(call.record);
  if (!segment || segment.queuedAt === null) return 0;
  if (call.stage === 'queued' || call.stage === 'ringing') return Math.max(0, at - segment.queuedAt);
  return segment.waitedMs;
}

export function isWaiting(call: LiveCall): boolean {
  return call.stage === 'queued' || call.stage === 'ringing';
}

export function rowOf(call: LiveCall, at: number): CallRow {
  const { record } = call;
  const decision = record.decisions.at(-1);
  const leg = lastAgentLeg(record);
  return {
    callId: call.callId,
    ani: record.ani,
    dnis: record.dnis,
    callType: record.callType,
    trunk: record.trunk,
    stage: call.stage,
    inStageMs: Math.max(0, at - call.stageSince),
    counting: record.outcome === null,
    callMs: Math.max(0, (record.endedAt ?? at) - record.startedAt),
    router: decision?.router ?? '',
    site: record.site || siteOnTheWay(record),
    passedOver: record.decisions.flatMap((each) => each.passedOver.map((passed) => passed.site)),
    queue: record.queue,
    position: call.position,
    waitingMs: waitingMs(call, at),
    agentId: leg?.who ?? '',
    agentSite: leg?.site ?? '',
    decisionId: decision?.decisionId ?? '',
    outcome: record.outcome,
    sentence: sentenceOf(call, leg),
    againFor: call.againFor,
    source: sourceOf(record),
  };
}

/** The agent who rings or talks, else the one who talked last. */
function lastAgentLeg(record: ContactRecord): LegRecord | undefined {
  const legs = record.segments.filter((segment) => segment.serving).flatMap((segment) => segment.legs);
  const agents = legs.filter((leg) => leg.party === 'agent');
  return agents.findLast((leg) => leg.endedAt === null || leg.answeredAt !== null);
}

function siteOnTheWay(record: ContactRecord): string {
  const decision = record.decisions.at(-1);
  if (!decision) return '';
  if (decision.deliveredTo !== '') return decision.deliveredTo;
  const passed = new Set(decision.passedOver.map((each) => each.site));
  return decision.sites.find((site) => !passed.has(site)) ?? '';
}

function sourceOf(record: ContactRecord): string {
  if (record.site !== '') return `site/${record.site}`;
  const router = record.decisions.at(-1)?.owner.process ?? '';
  return router === '' ? 'cluster' : `router/${router}`;
}

function sentenceOf(call: LiveCall, leg: LegRecord | undefined): string {
  const { record, position } = call;
  const site = record.site || siteOnTheWay(record);
  switch (call.stage) {
    case 'routed':
      return site === '' ? 'A router looks for a site' : `On its way to ${site}`;
    case 'arrived':
      return `Greeted at ${site}`;
    case 'queued':
      return position > 0
        ? `Waits in ${record.queue} at ${site}, place ${position}`
        : `Waits in ${record.queue}`;
    case 'ringing':
      return `Rings at ${leg?.who ?? 'an agent'}`;
    case 'talking':
      return `Talks to ${leg?.who ?? 'an agent'}`;
    case 'held':
      return `On hold by ${leg?.who ?? 'an agent'}`;
    case 'cut':
      return cutSentence(record, site, leg);
    case 'ended':
      return endSentence(record);
  }
}

function cutSentence(record: ContactRecord, site: string, leg: LegRecord | undefined): string {
  if (record.reason === 'router-lost') return 'Cut: its router was lost before a site had it';
  const wentDead = record.closedBy === 'fact' && record.reason.startsWith('carrier-');
  const lost = wentDead ? `Cut: the line to ${site} went dead` : `Cut: ${site || 'its site'} was lost`;
  if (record.connectedAt !== null && leg) return `${lost} while agent ${leg.who} talked`;
  if (record.queuedAt !== null) return `${lost} while the caller waited in ${record.queue}`;
  return `${lost} before the call was queued`;
}

function endSentence(record: ContactRecord): string {
  switch (record.outcome) {
    case 'answered':
      return `Over: agent ${record.agentId} talked ${Math.round(record.talkMs / 1000)} s`;
    case 'abandoned':
    case 'short-abandoned':
      return 'The caller hung up before an agent answered';
    case 'redirected':
      return 'Redirected: the carrier was told where to go';
    case 'busied':
      return 'Refused as busy';
    default:
      return `Over: ${record.outcome}, ${record.reason}`;
  }
}
