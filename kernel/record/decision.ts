import type { DecisionFact, Event } from '../event/fact.ts';
import type { DecisionRecord, PassedOver } from './contact-record.ts';
import { compareText } from './event-order.ts';

/** Decisions of one call from the facts that routers told, in the order in which they were made. */
export function decisionsOf(events: readonly Event<DecisionFact>[]): DecisionRecord[] {
  const byId = new Map<string, Event<DecisionFact>[]>();
  for (const event of events) {
    const known = byId.get(event.fact.decisionId);
    if (known) known.push(event);
    else byId.set(event.fact.decisionId, [event]);
  }
  return [...byId.entries()]
    .map(([decisionId, facts]) => decisionOf(decisionId, facts))
    .sort((a, b) => a.decidedAt - b.decidedAt || compareText(a.decisionId, b.decisionId));
}

/** The sites that were passed over, over all decisions. */
export function passedSites(decisions: readonly DecisionRecord[]): Set<string> {
  return new Set(decisions.flatMap((decision) => decision.passedOver.map((passed) => passed.site)));
}

function decisionOf(decisionId: string, events: readonly Event<DecisionFact>[]): DecisionRecord {
  const passedOver: PassedOver[] = [];
  let record: DecisionRecord = {
    decisionId,
    router: events[0]!.id.process,
    decidedAt: Math.min(...events.map((event) => event.atMs)),
    trunk: '',
    ani: '',
    dnis: '',
    callType: '',
    queue: '',
    mode: 'proxy',
    sipCallId: '',
    sites: [],
    isDefault: false,
    reason: '',
    candidates: [],
    tookMs: 0,
    passedOver,
    outcome: 'pending',
    deliveredTo: '',
    status: 0,
    endedAt: null,
    owner: { process: events[0]!.id.process, boot: events[0]!.id.boot, site: events[0]!.site },
    known: false,
  };
  for (const event of events) record = withFact(record, passedOver, event);
  return record;
}

function withFact(
  record: DecisionRecord,
  passedOver: PassedOver[],
  event: Event<DecisionFact>,
): DecisionRecord {
  const { fact } = event;
  switch (fact.kind) {
    case 'CallDecided': {
      if (record.known) return record;
      const { router, trunk, ani, dnis, callType, queue, mode, sipCallId, sites } = fact;
      const { isDefault, reason, candidates, tookMs } = fact;
      const told = { router, trunk, ani, dnis, callType, queue, mode, sipCallId, sites };
      return {
        ...record,
        ...told,
        isDefault,
        reason,
        candidates,
        tookMs,
        decidedAt: event.atMs,
        known: true,
      };
    }
    case 'CallPassedOver': {
      const { passedSite: site, cause, status, afterMs } = fact;
      passedOver.push({ site, cause, status, afterMs });
      return record;
    }
    case 'DecisionEnded':
      if (record.endedAt !== null) return record;
      return {
        ...record,
        outcome: fact.outcome,
        deliveredTo: fact.deliveredTo,
        status: fact.status,
        endedAt: event.atMs,
      };
  }
}
