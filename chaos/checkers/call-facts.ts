import { type CallFact, type Event, formatEventId, topicOf } from '../../kernel/event/fact.ts';

/** A boot of a process that was lost: what it had open ends by the finding of its loss, not by a fact. */
export interface LostBoot {
  readonly process: string;
  readonly boot: string;
}

/**
 * Holds the facts of calls against the rule that every call ends once: at each site that took a call it
 * arrives once, is told of between its arrival and its end only, and ends exactly once, unless the process
 * that had it was lost. Returns a sentence for each fault. `events` are in the order of telling.
 */
export function judgeCallFacts(events: readonly Event[], lost: readonly LostBoot[] = []): string[] {
  const stays = new Map<string, Stay>();
  const faults: string[] = [];
  for (const event of events) {
    if (!isOfCall(event)) continue;
    const { fact, id } = event;
    const key = `${fact.callId} at ${id.process}/${id.boot}`;
    const stay = stays.get(key);
    const name = `${fact.kind} ${key} (${formatEventId(id)})`;
    if (fact.kind === 'CallArrived') {
      if (stay) faults.push(`${name}: it had arrived already`);
      stays.set(key, { hasEnded: false, bound: new Set(), connected: undefined, isLost: isLost(id, lost) });
      continue;
    }
    if (!stay) {
      faults.push(`${name}: it never arrived`);
      continue;
    }
    if (stay.hasEnded) {
      faults.push(`${name}: it had ended already`);
      continue;
    }
    const fault = step(stay, fact);
    if (fault) faults.push(`${name}: ${fault}`);
  }
  for (const [key, stay] of stays) {
    if (!stay.hasEnded && !stay.isLost) faults.push(`${key}: it never ended`);
  }
  return faults;
}

interface Stay {
  hasEnded: boolean;
  readonly bound: Set<string>;
  /** The offer by which it is connected. */
  connected: string | undefined;
  readonly isLost: boolean;
}

function isOfCall(event: Event): event is Event<CallFact> {
  return topicOf(event.fact) === 'call-events';
}

function isLost({ process, boot }: Event['id'], lost: readonly LostBoot[]): boolean {
  return lost.some((each) => each.process === process && each.boot === boot);
}

function step(stay: Stay, fact: CallFact): string | undefined {
  switch (fact.kind) {
    case 'CallBound':
      if (stay.connected !== undefined) return `it is connected by ${stay.connected}`;
      stay.bound.add(fact.offerId);
      return undefined;
    case 'CallConnected':
      if (!stay.bound.has(fact.offerId)) return `it was not bound by ${fact.offerId}`;
      if (stay.connected !== undefined) return `it is connected by ${stay.connected} already`;
      stay.connected = fact.offerId;
      return undefined;
    case 'CallRequeued':
      if (!stay.bound.delete(fact.offerId)) return `it was not bound by ${fact.offerId}`;
      if (stay.connected === fact.offerId) stay.connected = undefined;
      return undefined;
    case 'CallEnded':
      stay.hasEnded = true;
      return undefined;
    default:
      return undefined;
  }
}
