// Original file: business.proto

import type { Long } from '@grpc/proto-loader';

export interface TransactionStep {
  'number'?: (number);
  'step'?: (string);
  'backend'?: (string);
  'detail'?: (string);
  'atMs'?: (number | string | Long);
  'gateway'?: (string);
}

export interface TransactionStep__Output {
  'number': (number);
  'step': (string);
  'backend': (string);
  'detail': (string);
  'atMs': (number);
  'gateway': (string);
}
