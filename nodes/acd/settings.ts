/** What the ACD of one site is told at its start; durations in ms. Validated by the process's configuration. */
export interface AcdSettings {
  readonly site: string;
  readonly queues: readonly QueueSettings[];
  readonly agents: readonly AgentSettings[];
  /** A call that is abandoned sooner than this counts as short. */
  readonly shortAbandonMs: number;
  /** After a RONA, a refusal or a phone not to be had, an agent without a desktop is ready again after so long: there is no button. */
  readonly phoneReturnMs: number;
}

export interface QueueSettings {
  readonly name: string;
  /** Calls that may wait for an agent; more are busied. */
  readonly maxQueuedCalls: number;
  readonly wrapUpMs: number;
  readonly ringMs: number;
  /** Where a call goes after three RONAs; it keeps its place when there is none. */
  readonly overflowTo?: string | undefined;
}

export interface AgentSettings {
  readonly id: string;
  readonly name?: string | undefined;
  readonly queues: readonly string[];
  /** `phone`: a registered phone is signed in and ready by itself; `desktop`: the desktop says so. */
  readonly signIn: 'phone' | 'desktop';
}

/** What handling a call is taken to last before any was handled. */
export const firstHandleMs = 120_000;
