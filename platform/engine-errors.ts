/** An engine could not be reached, or did not answer within its deadline. Nothing is known to have happened. */
export class EngineAway extends Error {
  readonly code = 'engine-away';
  readonly retriable = true;
  readonly engine: string;

  constructor(engine: string, detail: string) {
    super(`${engine} is away: ${detail}. Calls go on; this is tried again.`);
    this.name = 'EngineAway';
    this.engine = engine;
  }
}

/** COMMIT was sent and its answer never came: the transaction may or may not have been applied. */
export class CommitInDoubt extends Error {
  readonly code = 'commit-in-doubt';
  readonly retriable = false;

  constructor(detail: string) {
    super(`the outcome of a COMMIT is unknown: ${detail}. Read back what it wrote before repeating it.`);
    this.name = 'CommitInDoubt';
  }
}

/** The engine answered, and said no: what was asked is over a limit or makes no sense. Asking again changes nothing. */
export class EngineRefused extends Error {
  readonly code = 'engine-refused';
  readonly retriable = false;
  readonly engine: string;

  constructor(engine: string, detail: string) {
    super(`${engine} refused: ${detail}. Change the request; repeating it will not help.`);
    this.name = 'EngineRefused';
    this.engine = engine;
  }
}

/** A write named a lease that has ended; what was bound to it is gone. */
export class LeaseGone extends Error {
  readonly code = 'lease-gone';
  readonly retriable = false;

  constructor(leaseId: string) {
    super(`lease ${leaseId} has ended. Grant a new one and write again what was bound to it.`);
    this.name = 'LeaseGone';
  }
}
