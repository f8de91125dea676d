import { EngineAway } from '../engine-errors.ts';

/** What the server's errors mean to us, by SQLSTATE (PostgreSQL appendix A; CockroachDB uses the same). */

/** Serialization failure and deadlock: the whole transaction runs again. */
const retriableStates = new Set(['40001', '40P01']);

/** Statement completion unknown: CockroachDB's ambiguous result. */
const unknownCompletion = '40003';

/** Only the server's own errors have a severity; `EPIPE` looks like a SQLSTATE too. */
function stateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity !== undefined ? code : undefined;
}

export function isRetriable(error: unknown): boolean {
  return retriableStates.has(stateOf(error) ?? '');
}

/** No server error but the loss of the server: the socket broke, or the server is shutting down or starting. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof EngineAway) return true;
  const state = stateOf(error);
  if (state === undefined) {
    if (!(error instanceof Error)) return false;
    const isSystemError = (error as NodeJS.ErrnoException).syscall !== undefined;
    return (
      isSystemError ||
      /^Connection terminated|^Client (was closed|has encountered)|timeout/i.test(error.message)
    );
  }
  // 08: connection exception. 57P: shut down, crashed, can't connect now. 53300: too many connections.
  // 57014: the server ended the statement at its deadline, a moment before we would have.
  return state.startsWith('08') || state.startsWith('57P') || state === '53300' || state === '57014';
}

/** An error of COMMIT after which nobody knows whether it was done. */
export function leavesCommitInDoubt(error: unknown): boolean {
  if (isConnectionLoss(error)) return true;
  const state = stateOf(error);
  return state === undefined || state === unknownCompletion;
}

/** The server rolled back what was to be committed, without saying why. */
export class TransactionAborted extends Error {
  readonly code = 'transaction-aborted';
  readonly retriable = false;

  constructor() {
    super(
      'the transaction was rolled back at its COMMIT. Look for a statement in it whose error was swallowed.',
    );
    this.name = 'TransactionAborted';
  }
}

/** A statement came after its transaction had ended. */
export class TransactionOver extends Error {
  readonly code = 'transaction-over';
  readonly retriable = false;

  constructor() {
    super('this transaction has ended. Await every statement inside the function given to transaction().');
    this.name = 'TransactionOver';
  }
}
