/**
 * What a site tells routers about itself: small, numbered, fresh. A whole snapshot every second, a
 * delta within 50 ms of a change; both are complete for the queues that they name.
 */
export interface SiteState {
  readonly site: string;
  /** Higher is newer: (revision of the role's grant, boot number). State of a lower one is dropped. */
  readonly incarnation: Incarnation;
  /** Counts up with every snapshot and delta of this incarnation. */
  readonly number: number;
  /** True for a whole snapshot: queues it doesn't name don't exist. */
  readonly whole: boolean;
  /** False while draining or not yet able to take calls; then no router sends any. */
  readonly accepting: boolean;
  readonly queues: readonly QueueState[];
  /** Decisions whose calls have arrived and are counted in `queues` since the last state was sent. */
  readonly arrived: readonly string[];
}

export interface Incarnation {
  readonly grant: number;
  readonly boot: number;
}

/** Per-queue aggregates; kept current as events come, never by scanning agents. */
export interface QueueState {
  readonly queue: string;
  readonly signedIn: number;
  readonly ready: number;
  /** Reserved, ringing, talking, on hold. */
  readonly busy: number;
  readonly afterCallWork: number;
  readonly notReady: number;
  /** Calls at the site that are not yet queued but will be (greeting, IVR). */
  readonly inIvr: number;
  readonly queued: number;
  readonly oldestWaitMs: number;
  /** Moving mean of talk plus after-call work, ms. */
  readonly handleMs: number;
}

export function compareIncarnations(a: Incarnation, b: Incarnation): number {
  return a.grant - b.grant || a.boot - b.boot;
}
