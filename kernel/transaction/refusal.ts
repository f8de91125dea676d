/**
 * A request that was not taken: nothing was journalled for it and nothing sent, so the same key may be
 * used again once its cause is gone.
 */
export type RefusalCode =
  | 'bad-request'
  | 'unknown-type'
  | 'wrong-mode'
  | 'payload-too-large'
  | 'past-deadline'
  | 'key-reused'
  | 'unknown-transaction'
  | 'journal-away'
  | 'backends-away'
  | 'customer-held'
  | 'overloaded'
  | 'closing';

const retriableCodes: ReadonlySet<RefusalCode> = new Set([
  'journal-away',
  'backends-away',
  'customer-held',
  'overloaded',
  'closing',
]);

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Worth asking again unchanged, under the same key, after a pause. */
  readonly retriable: boolean;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.retriable = retriableCodes.has(code);
  }
}
