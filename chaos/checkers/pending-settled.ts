/** One write from the asker's side, on one monotonic clock. */
export interface AskedWrite {
  readonly key: string;
  readonly answeredMono: number;
  readonly state: 'done' | 'failed' | 'pending' | 'refused' | 'nothing';
  /** When it was first known to be `done` or `failed`; `undefined` while it isn't. */
  readonly settledMono: number | undefined;
}

export interface SettlingFindings {
  readonly pending: number;
  /** Pending ones that were not settled `withinMs` after the back-end was back, and not within that of their answer. */
  readonly late: readonly string[];
  /** The longest time from the return (or the answer, if later) to settled, ms. */
  readonly longestMs: number;
}

/** Whether all that was answered `pending` was settled in time once the back-end had returned. */
export function judgeSettling(
  writes: readonly AskedWrite[],
  returnedMono: number,
  withinMs: number,
): SettlingFindings {
  const pending = writes.filter((write) => write.state === 'pending' || write.state === 'nothing');
  const late: string[] = [];
  let longestMs = 0;
  for (const write of pending) {
    const fromMono = Math.max(returnedMono, write.answeredMono);
    const tookMs = (write.settledMono ?? Number.POSITIVE_INFINITY) - fromMono;
    if (tookMs > withinMs) late.push(write.key);
    else longestMs = Math.max(longestMs, tookMs);
  }
  return { pending: pending.length, late, longestMs };
}
