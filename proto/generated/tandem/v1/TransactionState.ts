// Original file: business.proto

export const TransactionState = {
  TRANSACTION_UNKNOWN: 'TRANSACTION_UNKNOWN',
  TRANSACTION_DONE: 'TRANSACTION_DONE',
  TRANSACTION_FAILED: 'TRANSACTION_FAILED',
  TRANSACTION_PENDING: 'TRANSACTION_PENDING',
} as const;

export type TransactionState =
  | 'TRANSACTION_UNKNOWN'
  | 0
  | 'TRANSACTION_DONE'
  | 1
  | 'TRANSACTION_FAILED'
  | 2
  | 'TRANSACTION_PENDING'
  | 3

export type TransactionState__Output = typeof TransactionState[keyof typeof TransactionState]
