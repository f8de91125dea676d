/** Timers on the process's clock. A timer may run late, never early. */
export interface Timers {
  /** Runs `run` once, `delayMs` from now. */
  after(delayMs: number, run: () => void): Timer;
  /** Runs `run` every `periodMs`, first one period from now, until cancelled. */
  every(periodMs: number, run: () => void): Timer;
}

export interface Timer {
  /** Idempotent. After it returns, `run` will not be called again. */
  cancel(): void;
}
