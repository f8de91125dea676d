import type { Clock } from '../../kernel/ports/clock.ts';
import { EngineRefused, LeaseGone } from '../engine-errors.ts';
import type { Change, Entry } from './port.ts';

/**
 * The embedded coordination engine as pure code: keys, one rising revision, leases, and a bounded
 * history for watches that resume. Every change is a `Step`; replaying the steps gives the same
 * store again, so whoever keeps them on disk keeps the store.
 *
 * Invariants: revisions only rise, over restarts too; a key bound to a lease is in that lease's set.
 */
export type Step =
  | {
      readonly type: 'put';
      readonly revision: number;
      readonly key: string;
      readonly value: string;
      readonly lease?: string | undefined;
    }
  | { readonly type: 'delete'; readonly revision: number; readonly key: string }
  | { readonly type: 'grant'; readonly lease: string; readonly number: number; readonly ttlMs: number }
  /** The lease's keys go with it, at one revision; none is used when it held no key. */
  | { readonly type: 'end'; readonly lease: string; readonly revision: number };

export interface Snapshot {
  readonly store: string;
  readonly revision: number;
  readonly leaseNumber: number;
  readonly entries: readonly (Entry & { readonly lease?: string | undefined })[];
  readonly leases: readonly { readonly lease: string; readonly ttlMs: number }[];
}

interface Held extends Entry {
  readonly lease?: string | undefined;
}

interface LeaseHeld {
  readonly ttlMs: number;
  readonly keys: Set<string>;
  endsAtMono: number;
}

export interface StoreLimits {
  /** Changes kept for watches that resume; older ones are compacted away. */
  readonly history_max: number;
  readonly keys_max: number;
  readonly leases_max: number;
}

export const defaultStoreLimits: StoreLimits = { history_max: 10_000, keys_max: 100_000, leases_max: 10_000 };

/** A gap in the engine's own running longer than this is its own silence, not that of the lease holders. */
const ownPauseMs = 250;

export class CoordinationStore {
  /** Which store this is: two stores' revisions can't be compared. */
  readonly id: string;
  readonly #clock: Clock;
  readonly #limits: StoreLimits;
  readonly #entries = new Map<string, Held>();
  readonly #leases = new Map<string, LeaseHeld>();
  readonly #listeners = new Set<(revision: number, changes: readonly Change[]) => void>();
  #history: { readonly revision: number; readonly changes: readonly Change[] }[] = [];
  #historyChanges = 0;
  /** Changes up to and including this revision can no longer be given one by one. */
  #compacted: number;
  #revision: number;
  #leaseNumber: number;
  #lastExpiryAtMono: number;
  /** Called with each new step, in order, before anybody is told of it. */
  onStep: (step: Step) => void = () => {};

  constructor(clock: Clock, from: Snapshot | string, limits: StoreLimits = defaultStoreLimits) {
    const snapshot: Snapshot =
      typeof from === 'string' ? { store: from, revision: 0, leaseNumber: 0, entries: [], leases: [] } : from;
    this.#clock = clock;
    this.#limits = limits;
    this.id = snapshot.store;
    this.#revision = snapshot.revision;
    this.#compacted = snapshot.revision;
    this.#leaseNumber = snapshot.leaseNumber;
    this.#lastExpiryAtMono = clock.monoMs();
    for (const { lease, ttlMs } of snapshot.leases) this.#startLease(lease, ttlMs);
    for (const entry of snapshot.entries) {
      this.#entries.set(entry.key, entry);
      if (entry.lease) this.#leases.get(entry.lease)?.keys.add(entry.key);
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get(key: string): Entry | undefined {
    const held = this.#entries.get(key);
    return held && entryOf(held);
  }

  list(prefix: string): { revision: number; entries: Entry[] } {
    const entries: Entry[] = [];
    for (const held of this.#entries.values()) if (held.key.startsWith(prefix)) entries.push(entryOf(held));
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    return { revision: this.#revision, entries };
  }

  put(key: string, value: string, lease?: string): number {
    if (lease !== undefined && !this.#leases.has(lease)) throw new LeaseGone(lease);
    if (this.#entries.size >= this.#limits.keys_max && !this.#entries.has(key))
      throw new EngineRefused('coordination', `it holds ${this.#limits.keys_max} keys already`);
    this.#take({ type: 'put', revision: this.#revision + 1, key, value, lease });
    return this.#revision;
  }

  compareAndPut(
    key: string,
    expected: number,
    value: string,
    lease?: string,
  ): { applied: boolean; revision: number } {
    const current = this.#entries.get(key)?.modRevision ?? 0;
    if (current !== expected) return { applied: false, revision: this.#revision };
    return { applied: true, revision: this.put(key, value, lease) };
  }

  delete(key: string): boolean {
    if (!this.#entries.has(key)) return false;
    this.#take({ type: 'delete', revision: this.#revision + 1, key });
    return true;
  }

  grantLease(ttlMs: number): string {
    if (this.#leases.size >= this.#limits.leases_max)
      throw new EngineRefused('coordination', `${this.#limits.leases_max} leases are granted already`);
    const number = this.#leaseNumber + 1;
    const lease = `${this.id}-${number.toString(36)}`;
    this.#take({ type: 'grant', lease, number, ttlMs });
    return lease;
  }

  /** False when the lease has ended. */
  keepAlive(lease: string): boolean {
    const held = this.#leases.get(lease);
    if (!held) return false;
    held.endsAtMono = this.#clock.monoMs() + held.ttlMs;
    return true;
  }

  revoke(lease: string): boolean {
    const held = this.#leases.get(lease);
    if (!held) return false;
    this.#take({ type: 'end', lease, revision: this.#revision + (held.keys.size > 0 ? 1 : 0) });
    return true;
  }

  /** Ends every lease that is overdue. To be called several times a second. */
  expire(): void {
    const nowMono = this.#clock.monoMs();
    const gapMs = nowMono - this.#lastExpiryAtMono;
    this.#lastExpiryAtMono = nowMono;
    for (const [lease, held] of this.#leases) {
      if (gapMs > ownPauseMs) held.endsAtMono += gapMs;
      if (held.endsAtMono <= nowMono) this.revoke(lease);
    }
  }

  /** Every later change under `prefix`, or `undefined` when history doesn't reach back so far. */
  changesAfter(prefix: string, revision: number): Change[] | undefined {
    if (revision < this.#compacted || revision > this.#revision) return undefined;
    return this.#history
      .filter((step) => step.revision > revision)
      .flatMap((step) => step.changes)
      .filter((change) => keyOfChange(change).startsWith(prefix));
  }

  /** Tells of all changes of one revision at once. Returns how to stop. */
  listen(listener: (revision: number, changes: readonly Change[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a step that was kept; nobody is told of it. */
  replay(step: Step): void {
    this.#apply(step);
  }

  snapshot(): Snapshot {
    return {
      store: this.id,
      revision: this.#revision,
      leaseNumber: this.#leaseNumber,
      entries: [...this.#entries.values()],
      leases: [...this.#leases].map(([lease, held]) => ({ lease, ttlMs: held.ttlMs })),
    };
  }

  #take(step: Step): void {
    this.onStep(step);
    const changes = this.#apply(step);
    if (changes.length > 0) for (const listener of this.#listeners) listener(this.#revision, changes);
  }

  #apply(step: Step): readonly Change[] {
    const changes = this.#applyToState(step);
    if (changes.length === 0) return changes;
    this.#history.push({ revision: this.#revision, changes });
    this.#historyChanges += changes.length;
    while (this.#historyChanges > this.#limits.history_max) {
      const oldest = this.#history.shift()!;
      this.#historyChanges -= oldest.changes.length;
      this.#compacted = oldest.revision;
    }
    return changes;
  }

  #applyToState(step: Step): Change[] {
    switch (step.type) {
      case 'put': {
        this.#revision = step.revision;
        this.#unbind(step.key);
        const createRevision = this.#entries.get(step.key)?.createRevision ?? step.revision;
        const { key, value, lease } = step;
        const held: Held = { key, value, createRevision, modRevision: step.revision, lease };
        this.#entries.set(key, held);
        if (lease) this.#leases.get(lease)?.keys.add(key);
        return [{ type: 'put', entry: entryOf(held) }];
      }
      case 'delete':
        this.#revision = step.revision;
        this.#unbind(step.key);
        this.#entries.delete(step.key);
        return [{ type: 'delete', key: step.key, revision: step.revision }];
      case 'grant':
        this.#leaseNumber = Math.max(this.#leaseNumber, step.number);
        this.#startLease(step.lease, step.ttlMs);
        return [];
      case 'end': {
        this.#revision = step.revision;
        const keys = [...(this.#leases.get(step.lease)?.keys ?? [])].sort();
        this.#leases.delete(step.lease);
        for (const key of keys) this.#entries.delete(key);
        return keys.map((key) => ({ type: 'delete', key, revision: step.revision }));
      }
    }
  }

  #startLease(lease: string, ttlMs: number): void {
    this.#leases.set(lease, { ttlMs, keys: new Set(), endsAtMono: this.#clock.monoMs() + ttlMs });
  }

  #unbind(key: string): void {
    const lease = this.#entries.get(key)?.lease;
    if (lease) this.#leases.get(lease)?.keys.delete(key);
  }
}

function entryOf({ key, value, createRevision, modRevision }: Held): Entry {
  return { key, value, createRevision, modRevision };
}

export function keyOfChange(change: Change): string {
  return change.type === 'put' ? change.entry.key : change.key;
}
