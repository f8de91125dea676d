import type { Clock } from '../kernel/ports/clock.ts';
import type { Timer, Timers } from '../kernel/ports/timers.ts';
import type { Coordination, Lease } from '../platform/coordination/port.ts';
import type { Membership } from './membership.ts';

const prefix = 'gateways/';
const leaseTtlMs = 2000;
const readEveryMs = 1000;
/** What was read longer ago says nothing any more. */
const believedMs = 3000;
/** Absent in this many readings in a row: dead. */
const absencesToDeath = 2;

/** Membership by a lease in coordination. While that is away nobody is declared dead, and nothing is taken over. */
export class LeasedMembership implements Membership {
  readonly #coordination: Coordination;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #boot: string;
  readonly #timers: Timer[];
  #lease: Lease | undefined;
  #announcing = false;
  #closed = false;
  #bootOf = new Map<string, string>();
  readonly #absences = new Map<string, number>();
  #readMono = Number.NEGATIVE_INFINITY;
  #readings = 0;

  constructor(
    coordination: Coordination,
    self: { readonly name: string; readonly boot: string },
    clock: Clock,
    timers: Timers,
  ) {
    this.#coordination = coordination;
    this.#clock = clock;
    this.#name = self.name;
    this.#boot = self.boot;
    this.#timers = [timers.every(readEveryMs, () => void this.#turn())];
    void this.#turn();
  }

  standing(owner: string): 'alive' | 'dead' | 'unknown' {
    const [name = '', boot] = owner.split('/');
    if (name === this.#name) return boot === this.#boot ? 'alive' : 'dead';
    if (this.#clock.monoMs() - this.#readMono > believedMs) return 'unknown';
    const present = this.#bootOf.get(name);
    if (present !== undefined) return present === boot ? 'alive' : 'dead';
    const absences = this.#absences.get(name) ?? this.#readings;
    return absences >= absencesToDeath ? 'dead' : 'unknown';
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    await this.#lease?.revoke().catch(() => {});
  }

  async #turn(): Promise<void> {
    await this.#announce();
    await this.#read();
  }

  async #announce(): Promise<void> {
    if (this.#lease || this.#announcing || this.#closed) return;
    this.#announcing = true;
    let lease: Lease | undefined;
    try {
      lease = await this.#coordination.grantLease(leaseTtlMs);
      await this.#coordination.put(`${prefix}${this.#name}`, this.#boot, { lease });
      if (this.#closed) return await lease.revoke();
      this.#lease = lease;
      lease.onLost(() => {
        this.#lease = undefined;
      });
    } catch {
      // Away: tried again with the next turn, under a lease of its own.
      lease?.revoke().catch(() => {});
    } finally {
      this.#announcing = false;
    }
  }

  async #read(): Promise<void> {
    try {
      const { entries } = await this.#coordination.list(prefix);
      const before = this.#bootOf;
      this.#bootOf = new Map(entries.map(({ key, value }) => [key.slice(prefix.length), value]));
      for (const name of [...before.keys(), ...this.#absences.keys()]) {
        if (this.#bootOf.has(name)) this.#absences.delete(name);
        else this.#absences.set(name, (this.#absences.get(name) ?? 0) + 1);
      }
      this.#readings += 1;
      this.#readMono = this.#clock.monoMs();
    } catch {
      // Away: what was read last is believed for a while.
    }
  }
}
