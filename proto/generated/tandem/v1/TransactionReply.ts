// Original file: business.proto

import type { TransactionState as _tandem_v1_TransactionState, TransactionState__Output as _tandem_v1_TransactionState__Output } from '../../tandem/v1/TransactionState.ts';
import type { Long } from '@grpc/proto-loader';

export interface TransactionReply {
  'state'?: (_tandem_v1_TransactionState);
  'transactionId'?: (string);
  'backend'?: (string);
  'sequence'?: (number | string | Long);
  'result'?: (string);
  'code'?: (string);
  'message'?: (string);
  'retriable'?: (boolean);
}

export interface TransactionReply__Output {
  'state': (_tandem_v1_TransactionState__Output);
  'transactionId': (string);
  'backend': (string);
  'sequence': (number);
  'result': (string);
  'code': (string);
  'message': (string);
  'retriable': (boolean);
}
