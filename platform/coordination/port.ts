/**
 * Who is alive, who owns what, what people have switched: the port that etcd stands behind. It
 * promises what etcd v3 promises and no more: one order of revisions over all keys; leases that end
 * some time after their holder falls silent; watches that may fall silent themselves and are
 * resumed by revision. A lease held is a hint, never proof: ownership is proven by epoch.
 *
 * Every call rejects with `EngineAway` within its deadline when the engine can't be reached.
 */
export interface Coordination {
  get(key: string): Promise<Entry | undefined>;
  /** All keys that start with `prefix`, in key order, and the revision at which that was true. */
  list(prefix: string): Promise<{ readonly revision: number; readonly entries: readonly Entry[] }>;
  /** Returns the revision of the write. */
  put(key: string, value: string, options?: { readonly lease?: Lease }): Promise<number>;
  /** Writes only if the key's `modRevision` is `expected` (0: the key does not exist). */
  compareAndPut(
    key: string,
    expected: number,
    value: string,
    options?: { readonly lease?: Lease },
  ): Promise<{ readonly applied: boolean; readonly revision: number }>;
  delete(key: string): Promise<boolean>;
  /** `ttlMs` at least 1000; kept alive by the adapter until revoked, lost, or the process ends. */
  grantLease(ttlMs: number): Promise<Lease>;
  /**
   * First every present key under `prefix` as a `put`, then every later change in revision order,
   * over reconnections too. `onReset` says that history was compacted: forget what you hold, the
   * whole list follows again.
   */
  watch(prefix: string, onChange: (change: Change) => void, onReset: () => void): Watch;
}

export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  /** The epoch of whatever the key grants. */
  readonly modRevision: number;
}

export type Change =
  | { readonly type: 'put'; readonly entry: Entry }
  | { readonly type: 'delete'; readonly key: string; readonly revision: number };

export interface Lease {
  readonly id: string;
  /** Called at most once, when the lease can no longer be believed; a new one must be granted. */
  onLost(lost: () => void): void;
  /** Ends the lease and deletes its keys at once. */
  revoke(): Promise<void>;
}

export interface Watch {
  cancel(): void;
}
