import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { Coordination, Lease } from './port.ts';

/**
 * A process's sign of life: `/tandem/processes/<process>`, bound to a lease that ends some two seconds
 * after the process does. It is a hint for people and for operations, never proof: who may be sent a
 * call is known from links, who owns what from epochs.
 */
export interface ProcessPresence {
  /** Unique in the cluster: `beijing.router`. */
  readonly process: string;
  /** `router`, `node`, `gateway`, `backend`, `ops`, `population`, `engines`. */
  readonly role: string;
  /** Empty for a process of no site. */
  readonly site: string;
  readonly pid: number;
  /** As in event ids: `12-7k2f`. */
  readonly boot: string;
  /** What it listens on, `host:port` by purpose. */
  readonly addresses: Readonly<Record<string, string>>;
}

export const presencePrefix = '/tandem/processes/';
export const presenceTtlMs = 2000;
const retryAfterMs = 500;

export class Presence {
  readonly #coordination: Coordination;
  readonly #timers: Timers;
  readonly #about: ProcessPresence;
  #lease: Lease | undefined;
  #retry: Timer | undefined;
  #closed = false;
  readonly counters = { granted: 0, lost: 0, failed: 0 };

  constructor(coordination: Coordination, timers: Timers, about: ProcessPresence) {
    this.#coordination = coordination;
    this.#timers = timers;
    this.#about = about;
    void this.#show();
  }

  /** Takes the sign away at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    const lease = this.#lease;
    this.#lease = undefined;
    // Without coordination the lease ends by itself.
    await lease?.revoke().catch(() => {});
  }

  async #show(): Promise<void> {
    let lease: Lease | undefined;
    try {
      lease = await this.#coordination.grantLease(presenceTtlMs);
      if (this.#closed) return await lease.revoke();
      const key = `${presencePrefix}${this.#about.process}`;
      await this.#coordination.put(key, JSON.stringify(this.#about), { lease });
    } catch {
      this.counters.failed += 1;
      lease?.revoke().catch(() => {});
      return this.#again(retryAfterMs);
    }
    if (this.#closed) return lease.revoke().catch(() => {});
    this.#lease = lease;
    this.counters.granted += 1;
    lease.onLost(() => {
      this.counters.lost += 1;
      this.#lease = undefined;
      this.#again(0);
    });
  }

  #again(afterMs: number): void {
    if (this.#closed) return;
    this.#retry = this.#timers.after(afterMs, () => void this.#show());
  }
}

/** `undefined` for a value that is none: somebody else wrote there. */
export function readPresence(value: string): ProcessPresence | undefined {
  let read: unknown;
  try {
    read = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { process, role, site, pid, boot, addresses } = read as Record<string, unknown>;
  if (typeof process !== 'string' || process === '' || typeof role !== 'string') return undefined;
  if (typeof site !== 'string' || typeof boot !== 'string' || typeof pid !== 'number') return undefined;
  const given = typeof addresses === 'object' && addresses !== null ? Object.entries(addresses) : [];
  const texts = given.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { process, role, site, pid, boot, addresses: Object.fromEntries(texts) };
}
