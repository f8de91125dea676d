import type { CallFact, CallOutcome, DecisionFact, Event } from '../event/fact.ts';
import type { ContactRecord, DecisionRecord, Owner, SegmentRecord } from './contact-record.ts';
import { decisionsOf, passedSites } from './decision.ts';
import { compareText, inOrder, partFenced } from './event-order.ts';
import { type Losses, noLosses, type ProcessLoss } from './process-loss.ts';
import { type SiteStay, stayOf } from './segment.ts';

/**
 * The record of one call: a pure function of the set of facts that mention it and of the losses
 * known. The order in which they came, and how often, changes nothing. `undefined` only for no facts.
 */
export function contactOf(
  events: Iterable<Event<CallFact | DecisionFact>>,
  losses: Losses = noLosses,
): ContactRecord | undefined {
  const ordered = inOrder(events);
  const first = ordered[0];
  if (!first) return undefined;
  const decisions = decisionsOf(ordered.filter(isDecision));
  const stays = staysOf(ordered.filter(isCall), losses);
  const passed = passedSites(decisions);
  const serving = servingStay(stays, decisions, passed);
  const ending = serving?.ending
    ? { ...serving.ending, closedBy: serving.ending.by, site: serving.site }
    : endingWithoutStay(serving, decisions, losses);
  const told = describe(serving, stays, decisions);
  const segments = numbered(stays, serving);
  const served = segments.filter((segment) => segment.serving);
  return {
    callId: first.fact.callId,
    ...told,
    startedAt: Math.min(...ordered.map((event) => event.atMs)),
    arrivedAt: serving?.arrivedAt ?? null,
    answeredAt: serving?.answeredAt ?? null,
    queuedAt: serving?.queuedAt ?? null,
    connectedAt: serving?.connectedAt ?? null,
    endedAt: ending?.at ?? null,
    site: serving?.site ?? ending?.site ?? '',
    agentId: serving?.agentId ?? '',
    outcome: ending?.outcome ?? null,
    endedBy: ending?.endedBy ?? '',
    q850: ending?.q850 ?? 0,
    reason: ending?.reason ?? '',
    closedBy: ending?.closedBy ?? '',
    cut: ending !== undefined && isCut(ending.closedBy, ending.reason),
    amended: serving?.amended ?? false,
    gap: serving ? serving.gap : ending?.closedBy === 'loss',
    waitedMs: sum(served.map((segment) => segment.waitedMs)),
    talkMs: sum(served.flatMap((segment) => segment.legs.map(talkOf))),
    heldMs: sum(served.flatMap((segment) => segment.legs.map((leg) => leg.heldMs))),
    owner: ownerOf(serving, decisions),
    segments,
    decisions,
  };
}

/**
 * Reasons that mean cut, when a fact tells them: a site that started again and found the call open, or
 * the caller's side whose line went dead (Q.850 102, recovery on timer expiry; 41, temporary failure).
 */
export const cutReasons: ReadonlySet<string> = new Set([
  'site-lost',
  'process-lost',
  'router-lost',
  'carrier-q850-102',
  'carrier-q850-41',
]);

interface Ending {
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly endedBy: 'caller' | 'agent' | 'system';
  readonly q850: number;
  readonly reason: string;
  readonly closedBy: 'fact' | 'loss' | 'decision';
  readonly site: string;
}

function staysOf(events: readonly Event<CallFact>[], losses: Losses): SiteStay[] {
  const bySite = new Map<string, Event<CallFact>[]>();
  for (const event of events) {
    const known = bySite.get(event.site);
    if (known) known.push(event);
    else bySite.set(event.site, [event]);
  }
  return [...bySite.entries()]
    .map(([site, facts]) => stayOf(site, partFenced(facts).standing, losses))
    .sort((a, b) => a.startedAt - b.startedAt || compareText(a.site, b.site));
}

/**
 * Which of several sites served the call: the one that the router delivered it to; else one that
 * connected an agent; else one that was not passed over; else the last to take it. None, while the
 * site that it was delivered to has not spoken, or while all that have were passed over and the
 * router still looks for another.
 */
function servingStay(
  stays: readonly SiteStay[],
  decisions: readonly DecisionRecord[],
  passed: ReadonlySet<string>,
): SiteStay | undefined {
  const delivered = decisions.findLast((decision) => decision.outcome === 'delivered')?.deliveredTo ?? '';
  if (delivered !== '') return stays.find((stay) => stay.site === delivered);
  const hopeful = stays.filter((stay) => stay.connectedAt !== null || !passed.has(stay.site));
  const ranked = hopeful.toSorted(
    (a, b) =>
      Number(b.connectedAt !== null) - Number(a.connectedAt !== null) ||
      Number(passed.has(a.site)) - Number(passed.has(b.site)) ||
      b.startedAt - a.startedAt ||
      compareText(a.site, b.site),
  );
  return ranked[0];
}

/** How a call ended that no site speaks for: by its router, or by the loss of whoever had it. */
function endingWithoutStay(
  serving: SiteStay | undefined,
  decisions: readonly DecisionRecord[],
  losses: Losses,
): Ending | undefined {
  const last = decisions.at(-1);
  if (serving || !last) return undefined;
  const at = last.endedAt ?? last.decidedAt;
  const by = (outcome: CallOutcome, endedBy: 'caller' | 'system', reason: string): Ending => {
    return { at, outcome, endedBy, q850: 0, reason, closedBy: 'decision', site: last.deliveredTo };
  };
  switch (last.outcome) {
    case 'failed':
      return by('failed', 'system', last.status > 0 ? `sip-${last.status}` : 'not-delivered');
    case 'cancelled':
      return by('abandoned', 'caller', 'cancelled');
    case 'delivered': {
      if (last.mode !== 'proxy') return by('redirected', 'system', 'redirected');
      const loss = losses.nodeLossAfter(last.deliveredTo, last.decidedAt);
      return loss && byLoss(loss, at, last.deliveredTo, 'site-lost');
    }
    case 'pending': {
      const loss = losses.lossOf(last.owner.process, last.owner.boot);
      return loss && byLoss(loss, at, '', 'router-lost');
    }
  }
}

function byLoss(loss: ProcessLoss, from: number, site: string, reason: string): Ending {
  const at = Math.max(from, loss.lastHeardAt);
  return { at, outcome: 'failed', endedBy: 'system', q850: 41, reason, closedBy: 'loss', site };
}

function isCut(closedBy: Ending['closedBy'], reason: string): boolean {
  return closedBy === 'loss' || cutReasons.has(reason);
}

function describe(
  serving: SiteStay | undefined,
  stays: readonly SiteStay[],
  decisions: readonly DecisionRecord[],
): Pick<ContactRecord, 'sipCallId' | 'trunk' | 'ani' | 'dnis' | 'callType' | 'queue' | 'routedBy'> {
  const stay = serving ?? stays[0];
  const decision = decisions.find((each) => each.known);
  return {
    sipCallId: stay?.sipCallId || decision?.sipCallId || '',
    trunk: stay?.caller.trunk || decision?.trunk || '',
    ani: stay?.caller.ani || decision?.ani || '',
    dnis: stay?.caller.dnis || decision?.dnis || '',
    callType: stay?.callType || decision?.callType || '',
    queue: stay?.queue || decision?.queue || '',
    routedBy: stay?.routedBy || (decision ? 'router' : ''),
  };
}

function numbered(stays: readonly SiteStay[], serving: SiteStay | undefined): SegmentRecord[] {
  return stays
    .flatMap((stay) => stay.segments.map((segment) => ({ ...segment, serving: stay === serving })))
    .map((segment, index) => ({ ...segment, segment: index + 1 }));
}

function ownerOf(serving: SiteStay | undefined, decisions: readonly DecisionRecord[]): Owner {
  if (serving) return serving.owner;
  const last = decisions.at(-1);
  if (!last) return { process: '', boot: '', site: '' };
  if (last.outcome === 'delivered') return { process: '', boot: '', site: last.deliveredTo };
  return last.owner;
}

function talkOf(leg: SegmentRecord['legs'][number]): number {
  if (leg.party !== 'agent' || leg.answeredAt === null || leg.endedAt === null) return 0;
  return Math.max(0, leg.endedAt - leg.answeredAt);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

export function isCall(event: Event): event is Event<CallFact> {
  return 'callId' in event.fact && !isDecision(event) && !isAgentOrTransaction(event);
}

export function isDecision(event: Event): event is Event<DecisionFact> {
  return 'decisionId' in event.fact && event.fact.kind !== 'CallArrived';
}

function isAgentOrTransaction(event: Event): boolean {
  return 'sessionEpoch' in event.fact || 'transactionId' in event.fact;
}
