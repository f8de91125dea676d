// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Void {
  'offerId'?: (string);
  'callId'?: (string);
  'because'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface Void__Output {
  'offerId': (string);
  'callId': (string);
  'because': (string);
  'sentUs': (number);
}
