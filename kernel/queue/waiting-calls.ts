import { OrderedSet } from './ordered-set.ts';

/** A call that waits, as one site knows it. */
export interface QueuedCall {
  readonly callId: string;
  /** The skill group that it wants now. */
  readonly queue: string;
  /** A higher number is served first. */
  readonly priority: number;
  /** When it began to wait, on this process's clock: for a call told by a peer, its receipt less its `waitedMs`. */
  readonly enteredMs: number;
  /** Seconds of age, as ms, that agents of the call's own site are to count for it. */
  readonly localPreferenceMs: number;
}

/** The one order of network-queue: priority, then age; ties by id, so that it is total. */
export function compareQueued(a: QueuedCall, b: QueuedCall): number {
  return b.priority - a.priority || a.enteredMs - b.enteredMs || compareText(a.callId, b.callId);
}

/** The calls of one site that wait, in order, by skill group. Nothing here looks at a clock. */
export class WaitingCalls {
  readonly #calls = new Map<string, QueuedCall>();
  readonly #all = new OrderedSet<QueuedCall>(compareQueued);
  readonly #groups = new Map<string, Group>();

  get size(): number {
    return this.#calls.size;
  }

  get(callId: string): QueuedCall | undefined {
    return this.#calls.get(callId);
  }

  /** A call that waits already is moved to where the new entry puts it. */
  add(call: QueuedCall): void {
    this.remove(call.callId);
    this.#calls.set(call.callId, call);
    this.#all.insert(call);
    const group = this.#group(call.queue);
    group.inOrder.insert(call);
    group.byAge.insert(call);
  }

  remove(callId: string): boolean {
    const call = this.#calls.get(callId);
    if (!call) return false;
    this.#calls.delete(callId);
    this.#all.delete(call);
    const group = this.#group(call.queue);
    group.inOrder.delete(call);
    group.byAge.delete(call);
    return true;
  }

  clear(): void {
    for (const callId of [...this.#calls.keys()]) this.remove(callId);
  }

  queued(queue: string): number {
    return this.#groups.get(queue)?.inOrder.size ?? 0;
  }

  oldest(queue: string): QueuedCall | undefined {
    return this.#groups.get(queue)?.byAge.first();
  }

  /**
   * The first `limit` calls of these queues in the one order, leaving out those that `skip` refuses.
   * Costs O(queues · log n) for each call returned or skipped.
   */
  firstOf(queues: readonly string[], limit: number, skip: (call: QueuedCall) => boolean): QueuedCall[] {
    const heads: { group: Group; call: QueuedCall }[] = [];
    for (const queue of queues) {
      const group = this.#groups.get(queue);
      const call = group?.inOrder.first();
      if (group && call) heads.push({ group, call });
    }
    const found: QueuedCall[] = [];
    while (found.length < limit && heads.length > 0) {
      let least = 0;
      for (let at = 1; at < heads.length; at++) {
        if (compareQueued(heads[at]!.call, heads[least]!.call) < 0) least = at;
      }
      const head = heads[least]!;
      if (!skip(head.call)) found.push(head.call);
      const next = head.group.inOrder.after(head.call);
      if (next) head.call = next;
      else heads.splice(least, 1);
    }
    return found;
  }

  /** How many calls come before this one: in all, and in the given queues alone. */
  before(call: QueuedCall, queues: readonly string[]): { readonly all: number; readonly inQueues: number } {
    let inQueues = 0;
    for (const queue of queues) inQueues += this.#groups.get(queue)?.inOrder.rank(call) ?? 0;
    return { all: this.#all.rank(call), inQueues };
  }

  /** Its place in its own queue, from 1; `undefined` when it does not wait. */
  place(callId: string): number | undefined {
    const call = this.#calls.get(callId);
    return call ? this.#group(call.queue).inOrder.rank(call) + 1 : undefined;
  }

  /** In no order. */
  values(): IterableIterator<QueuedCall> {
    return this.#calls.values();
  }

  /** Comparisons made so far, for tests of cost. */
  get comparisons(): number {
    let sum = this.#all.comparisons;
    for (const group of this.#groups.values()) sum += group.inOrder.comparisons + group.byAge.comparisons;
    return sum;
  }

  #group(queue: string): Group {
    let group = this.#groups.get(queue);
    if (!group) {
      group = { inOrder: new OrderedSet(compareQueued), byAge: new OrderedSet(compareAge) };
      this.#groups.set(queue, group);
    }
    return group;
  }
}

interface Group {
  readonly inOrder: OrderedSet<QueuedCall>;
  readonly byAge: OrderedSet<QueuedCall>;
}

function compareAge(a: QueuedCall, b: QueuedCall): number {
  return a.enteredMs - b.enteredMs || compareText(a.callId, b.callId);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
