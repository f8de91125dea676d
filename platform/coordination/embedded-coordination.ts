import type { EngineChannel } from '../embedded/channel.ts';
import type { WatchPush } from '../embedded/protocol.ts';
import { HeldLease } from './held-lease.ts';
import type { Change, Coordination, Entry, Lease, Watch } from './port.ts';

/**
 * The coordination port on the embedded engine. Leases are kept alive here and watches resumed here,
 * over any channel: the Unix socket of a running cluster or the same process in a simulation.
 */
export class EmbeddedCoordination implements Coordination {
  readonly #channel: EngineChannel;
  readonly #watches = new Map<number, Watching>();
  readonly #leases = new Set<HeldLease>();
  #nextWatch = 1;

  constructor(channel: EngineChannel) {
    this.#channel = channel;
    channel.onPush((push) => this.#onPush(push));
    channel.onUp(() => {
      for (const watching of this.#watches.values()) this.#subscribe(watching);
      for (const lease of this.#leases) lease.keepAliveNow();
    });
  }

  async get(key: string): Promise<Entry | undefined> {
    return (await this.#channel.ask('get', { key })).answer.entry;
  }

  async list(prefix: string): Promise<{ readonly revision: number; readonly entries: readonly Entry[] }> {
    return (await this.#channel.ask('list', { prefix })).answer;
  }

  async put(key: string, value: string, options: { readonly lease?: Lease } = {}): Promise<number> {
    const lease = options.lease && { lease: options.lease.id };
    return (await this.#channel.ask('put', { key, value, ...lease })).answer.revision;
  }

  async compareAndPut(
    key: string,
    expected: number,
    value: string,
    options: { readonly lease?: Lease } = {},
  ): Promise<{ readonly applied: boolean; readonly revision: number }> {
    const lease = options.lease && { lease: options.lease.id };
    return (await this.#channel.ask('compareAndPut', { key, expected, value, ...lease })).answer;
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#channel.ask('delete', { key })).answer.existed;
  }

  async grantLease(ttlMs: number): Promise<Lease> {
    const { clock } = this.#channel.ports;
    const sentAt = { mono: clock.monoMs(), wall: clock.wallMs() };
    const { lease: id } = (await this.#channel.ask('grantLease', { ttlMs })).answer;
    const lease = new HeldLease(id, ttlMs, sentAt, this.#channel, () => this.#leases.delete(lease));
    this.#leases.add(lease);
    return lease;
  }

  watch(prefix: string, onChange: (change: Change) => void, onReset: () => void): Watch {
    const id = this.#nextWatch++;
    const watching: Watching = { id, prefix, onChange, onReset, after: undefined, told: false };
    this.#watches.set(id, watching);
    if (this.#channel.isUp()) this.#subscribe(watching);
    return {
      cancel: () => {
        if (!this.#watches.delete(id)) return;
        if (this.#channel.isUp()) this.#channel.ask('unwatch', { watch: id }).catch(() => {});
      },
    };
  }

  /** Stops keeping leases and watching; the leases end by themselves. */
  close(): void {
    this.#watches.clear();
    for (const lease of [...this.#leases]) lease.abandon();
  }

  #subscribe(watching: Watching): void {
    const after = watching.after && { after: watching.after };
    // Lost with its connection, it is sent again at the next; refused, there is nobody to tell but the log's reader.
    this.#channel.ask('watch', { watch: watching.id, prefix: watching.prefix, ...after }).catch(() => {});
  }

  #onPush(push: WatchPush): void {
    const watching = this.#watches.get(push.watch);
    if (!watching) return;
    if (push.reset) {
      if (watching.told) watching.onReset();
      watching.after = undefined;
    }
    for (const change of push.changes) {
      watching.told = true;
      watching.onChange(change);
      if (!this.#watches.has(watching.id)) return;
    }
    if (push.complete) watching.after = { store: push.store, revision: push.revision };
  }
}

interface Watching {
  readonly id: number;
  readonly prefix: string;
  readonly onChange: (change: Change) => void;
  readonly onReset: () => void;
  /** The last revision seen whole. */
  after: { readonly store: string; readonly revision: number } | undefined;
  /** Whether anything was ever told, so that there is something to forget. */
  told: boolean;
}
