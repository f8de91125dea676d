// Original file: business.proto

import type { TransactionReply as _tandem_v1_TransactionReply, TransactionReply__Output as _tandem_v1_TransactionReply__Output } from '../../tandem/v1/TransactionReply.ts';
import type { TransactionStep as _tandem_v1_TransactionStep, TransactionStep__Output as _tandem_v1_TransactionStep__Output } from '../../tandem/v1/TransactionStep.ts';
import type { Long } from '@grpc/proto-loader';

export interface StatusReply {
  'transaction'?: (_tandem_v1_TransactionReply | null);
  'type'?: (string);
  'customer'?: (string);
  'asker'?: (string);
  'callId'?: (string);
  'begunAtMs'?: (number | string | Long);
  'settledAtMs'?: (number | string | Long);
  'owner'?: (string);
  'ownerEpoch'?: (number | string | Long);
  'steps'?: (_tandem_v1_TransactionStep)[];
}

export interface StatusReply__Output {
  'transaction': (_tandem_v1_TransactionReply__Output | null);
  'type': (string);
  'customer': (string);
  'asker': (string);
  'callId': (string);
  'begunAtMs': (number);
  'settledAtMs': (number);
  'owner': (string);
  'ownerEpoch': (number);
  'steps': (_tandem_v1_TransactionStep__Output)[];
}
