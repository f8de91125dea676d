import type { Event } from '../../kernel/event/fact.ts';
import type { LostBoot } from './call-facts.ts';

/**
 * An agent is connected to at most one call at any time. Returns a sentence for each violation. `events`
 * are in the order of telling; a lost process has let go of whomever it held once it says nothing more.
 */
export function judgeAgents(events: readonly Event[], lost: readonly LostBoot[] = []): string[] {
  const faults: string[] = [];
  const talking = new Map<string, { readonly callId: string; readonly event: Event }>();
  const isLost = ({ process, boot }: Event['id']) =>
    lost.some((each) => each.process === process && each.boot === boot);
  for (const event of events) {
    const { fact, atMs } = event;
    switch (fact.kind) {
      case 'CallConnected': {
        const other = talking.get(fact.agentId);
        if (other && other.callId !== fact.callId && !isLost(other.event.id)) {
          faults.push(
            `${fact.agentId} was connected to ${fact.callId} at ${atMs} while still talking to ${other.callId} since ${other.event.atMs}`,
          );
        }
        talking.set(fact.agentId, { callId: fact.callId, event });
        break;
      }
      case 'CallRequeued':
        if (talking.get(fact.agentId)?.callId === fact.callId) talking.delete(fact.agentId);
        break;
      case 'CallEnded':
        for (const [agentId, { callId, event: since }] of talking) {
          if (callId === fact.callId && since.id.process === event.id.process) talking.delete(agentId);
        }
        break;
      default:
        break;
    }
  }
  return faults;
}
