import { isCall, isDecision } from '../../kernel/record/contact.ts';
import type { EventLog, Reader } from '../../platform/log/port.ts';
import { positionKey } from '../projector/projector.ts';
import { factTopics, readRecord } from '../projector/topics.ts';

/** The ids of all calls that the log mentions between its start and `ends`. */
export async function readCallsOfLog(
  log: EventLog,
  ends: ReadonlyMap<string, number>,
): Promise<ReadonlySet<string>> {
  const calls = new Set<string>();
  for (const topic of factTopics) {
    const left = new Map<number, number>();
    for (const [partition] of await log.ends(topic)) {
      const end = ends.get(positionKey(topic, partition)) ?? 0;
      if (end > 0) left.set(partition, end);
    }
    if (left.size > 0) await readTopic(log, topic, left, calls);
  }
  return calls;
}

function readTopic(
  log: EventLog,
  topic: string,
  left: Map<number, number>,
  calls: Set<string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader: Reader = log.read(topic, new Map(), async ({ partition, records }) => {
      for (const record of records) {
        const taken = readRecord(topic, record);
        if (taken?.kind !== 'event') continue;
        const { event } = taken;
        if (isCall(event) || isDecision(event)) calls.add(event.fact.callId);
      }
      const end = left.get(partition);
      if (end === undefined || Number(records.at(-1)!.offset) + 1 < end) return;
      left.delete(partition);
      // Not awaited: closing waits for this very batch.
      if (left.size === 0) reader.close().then(resolve, reject);
    });
  });
}
