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
