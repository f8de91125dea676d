// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Answered {
  'offerId'?: (string);
  'callId'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface Answered__Output {
  'offerId': (string);
  'callId': (string);
  'sentUs': (number);
}
