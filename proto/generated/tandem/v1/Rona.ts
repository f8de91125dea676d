// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Rona {
  'offerId'?: (string);
  'callId'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface Rona__Output {
  'offerId': (string);
  'callId': (string);
  'sentUs': (number);
}
