import { type CallFact, type DecisionFact, type Event, topicOf } from '../../kernel/event/fact.ts';
import { contactOf } from '../../kernel/record/contact.ts';
import type { ContactRecord } from '../../kernel/record/contact-record.ts';
import { identityHolds, identityOf } from '../../kernel/record/identity.ts';
import { LossBook, type ProcessLoss } from '../../kernel/record/process-loss.ts';
import type { OfferedCall } from './seen-calls.ts';

/**
 * The records that operations would build from these facts and losses: one for each call, ended, the sums
 * right, and none saying less than its caller saw. Returns a sentence for each fault.
 */
export function judgeRecords(
  events: readonly Event[],
  losses: readonly ProcessLoss[],
  calls: readonly OfferedCall[],
): string[] {
  const records = recordsOf(events, losses);
  const faults: string[] = [];
  for (const record of records) {
    if (record.outcome === null) faults.push(`the record of ${record.callId} never ends`);
  }
  if (!identityHolds(identityOf(records, 0, Number.MAX_SAFE_INTEGER))) {
    faults.push('the sums over all records do not agree');
  }
  const bySipCallId = new Map<string, ContactRecord[]>();
  for (const record of records) {
    bySipCallId.set(record.sipCallId, [...(bySipCallId.get(record.sipCallId) ?? []), record]);
  }
  for (const { call, sipCallId, outcome } of calls) {
    if (outcome !== 'answered') continue;
    const own = bySipCallId.get(sipCallId) ?? [];
    const answered = own.filter(({ connectedAt }) => connectedAt !== null);
    if (answered.length !== 1) {
      faults.push(
        `call ${call} (${sipCallId}) was answered, and ${answered.length} of its ${own.length} records say so`,
      );
    }
  }
  return faults;
}

function recordsOf(events: readonly Event[], losses: readonly ProcessLoss[]): ContactRecord[] {
  const book = new LossBook();
  for (const loss of losses) book.enter(loss);
  const byCall = new Map<string, Event<CallFact | DecisionFact>[]>();
  for (const event of events) {
    if (!isOfCall(event)) continue;
    const { callId } = event.fact;
    const known = byCall.get(callId);
    if (known) known.push(event);
    else byCall.set(callId, [event]);
  }
  return [...byCall.values()].flatMap((facts) => contactOf(facts, book) ?? []);
}

function isOfCall(event: Event): event is Event<CallFact | DecisionFact> {
  const topic = topicOf(event.fact);
  return topic === 'call-events' || topic === 'route-decisions';
}
