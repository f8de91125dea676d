// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Joined {
  'offerId'?: (string);
  'callId'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface Joined__Output {
  'offerId': (string);
  'callId': (string);
  'sentUs': (number);
}
