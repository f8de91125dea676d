import type { Event, Topic } from '../../kernel/event/fact.ts';
import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import { decodeEvent } from '../../platform/codec/event-codec.ts';
import type { StoredRecord } from '../../platform/log/port.ts';

/** Where what ops reads lies in the log, and how its bytes become facts. */
export const factTopics: readonly Topic[] = ['route-decisions', 'call-events', 'agent-events'];

/** What ops itself found about processes; the one topic that it writes. */
export const lossTopic = 'process-losses';

/** Everything that makes records. Transactions are the gateway's own journal and are not read for them. */
export const recordTopics: readonly string[] = [...factTopics, lossTopic];

export type Taken =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'loss'; readonly loss: ProcessLoss };

/** `undefined` for bytes that are neither: the reader counts them and goes on. */
export function readRecord(topic: string, record: StoredRecord): Taken | undefined {
  if (topic === lossTopic) {
    const loss = decodeLoss(record.value);
    return loss && { kind: 'loss', loss };
  }
  const event = decodeEvent(record.value);
  return event && isSound(event)
    ? { kind: 'event', event: { ...event, atMs: Math.round(event.atMs) } }
    : undefined;
}

/** The latest time that a date can hold. */
const latestMs = 8.64e15;

/** What can stand in a row: an id to drop repeats by, and a time. */
function isSound(event: Event): boolean {
  const { process, boot, sequence } = event.id;
  const isNamed = process !== '' && boot !== '' && !process.includes('/') && !boot.includes('/');
  const isCounted = Number.isSafeInteger(sequence) && sequence >= 1 && Number.isSafeInteger(event.ownerEpoch);
  return isNamed && isCounted && event.atMs >= 0 && event.atMs <= latestMs && namesSomething(event);
}

function namesSomething({ fact }: Event): boolean {
  if ('sessionEpoch' in fact) return fact.agentId !== '' && Number.isSafeInteger(fact.sessionEpoch);
  return fact.callId !== '' || 'transactionId' in fact;
}

export function encodeLoss(loss: ProcessLoss): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(loss));
}

export function decodeLoss(bytes: Uint8Array): ProcessLoss | undefined {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { process, boot, site, role, state, lastHeardAt, declaredAt } = read as Record<string, unknown>;
  if (typeof process !== 'string' || typeof boot !== 'string') return undefined;
  if (typeof site !== 'string' || typeof role !== 'string') return undefined;
  if (state !== 'lost' && state !== 'returned') return undefined;
  if (!Number.isFinite(lastHeardAt) || !Number.isFinite(declaredAt)) return undefined;
  return {
    process,
    boot,
    site,
    role,
    state,
    lastHeardAt: lastHeardAt as number,
    declaredAt: declaredAt as number,
  };
}
