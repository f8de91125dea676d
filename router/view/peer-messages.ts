/**
 * The peer messages that a router hears, as the kernel's own types. What can't be is `undefined`: the
 * caller counts and drops it.
 */
import type { Incarnation, QueueState, SiteState } from '../../kernel/site/state.ts';
import type { Incarnation__Output } from '../../proto/generated/tandem/v1/Incarnation.ts';
import type { QueueState__Output } from '../../proto/generated/tandem/v1/QueueState.ts';
import type { SiteState__Output } from '../../proto/generated/tandem/v1/SiteState.ts';

/** More than this in one state is not a site's. */
const queuesMax = 10_000;
const arrivedMax = 100_000;

export function readIncarnation(wire: Incarnation__Output | null | undefined): Incarnation | undefined {
  if (!wire || !isCount(wire.grant) || !isCount(wire.boot)) return undefined;
  return { grant: wire.grant, boot: wire.boot };
}

export function readSiteState(wire: SiteState__Output): SiteState | undefined {
  const incarnation = readIncarnation(wire.incarnation);
  if (!incarnation || !isCount(wire.number)) return undefined;
  if (wire.queues.length > queuesMax || wire.arrived.length > arrivedMax) return undefined;
  const queues: QueueState[] = [];
  for (const queue of wire.queues) {
    if (!isQueue(queue)) return undefined;
    queues.push(queue);
  }
  return {
    site: wire.site,
    incarnation,
    number: wire.number,
    whole: wire.whole,
    accepting: wire.accepting,
    queues,
    arrived: wire.arrived,
  };
}

function isQueue(queue: QueueState__Output): boolean {
  return (
    queue.queue !== '' &&
    isCount(queue.signedIn) &&
    isCount(queue.ready) &&
    isCount(queue.busy) &&
    isCount(queue.afterCallWork) &&
    isCount(queue.notReady) &&
    isCount(queue.inIvr) &&
    isCount(queue.queued) &&
    isCount(queue.oldestWaitMs) &&
    isCount(queue.handleMs)
  );
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
