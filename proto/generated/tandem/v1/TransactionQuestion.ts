// Original file: business.proto

import type { Long } from '@grpc/proto-loader';

export interface TransactionQuestion {
  'key'?: (string);
  'transactionId'?: (string);
  'deadlineMs'?: (number | string | Long);
  '_deadlineMs'?: "deadlineMs";
}

export interface TransactionQuestion__Output {
  'key': (string);
  'transactionId': (string);
  'deadlineMs'?: (number);
  '_deadlineMs'?: "deadlineMs";
}
