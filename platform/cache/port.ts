/**
 * What is handy: the port that Redis stands behind. Anything in it may be gone at any time; nothing
 * that must be right depends on it. Writes that follow an owner carry its epoch, compared in the engine.
 *
 * Every call rejects with `EngineAway` within its deadline when the engine can't be reached.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Keeps `value` only if `epoch` is at least the one stored with the key; false: refused as stale. */
  setOwned(key: string, epoch: number, value: string, ttlMs: number): Promise<boolean>;
  getOwned(key: string): Promise<{ readonly epoch: number; readonly value: string } | undefined>;
  delete(key: string): Promise<void>;
  /** Adds to a counter that is forgotten `ttlMs` after its first increment; returns its new value. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}
