/** When a process that died unasked is started again: soon, and less soon each time it dies early. */
export interface RestartState {
  /** How long the next death is waited after, ms. */
  readonly nextBackOffMs: number;
}

export const firstBackOffMs = 250;
export const longestBackOffMs = 8000;
/** A process that was ready this long has earned its quick restart again. */
export const steadyAfterMs = 10_000;

export const freshRestartState: RestartState = { nextBackOffMs: firstBackOffMs };

/** `readyForMs`: how long it had been ready when it died; 0 if it never was. */
export function afterDeath(
  state: RestartState,
  readyForMs: number,
): { readonly waitMs: number; readonly state: RestartState } {
  const waitMs = readyForMs >= steadyAfterMs ? firstBackOffMs : state.nextBackOffMs;
  return { waitMs, state: { nextBackOffMs: Math.min(waitMs * 2, longestBackOffMs) } };
}
