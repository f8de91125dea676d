/**
 * The two clocks a process may read. Nothing outside `platform/` reads time any other way,
 * so that a whole cluster can run on a virtual clock.
 */
export interface Clock {
  /** Monotonic milliseconds, with fractions. Only differences mean anything, and only in this process. */
  monoMs(): number;
  /** Wall-clock time, epoch milliseconds. May jump. Never used to decide who owns what on its own. */
  wallMs(): number;
}
