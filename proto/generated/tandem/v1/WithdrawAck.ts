// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface WithdrawAck {
  'offerId'?: (string);
  'callId'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface WithdrawAck__Output {
  'offerId': (string);
  'callId': (string);
  'sentUs': (number);
}
