// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Commit {
  'offerId'?: (string);
  'callId'?: (string);
  'echoUs'?: (number | string | Long);
}

export interface Commit__Output {
  'offerId': (string);
  'callId': (string);
  'echoUs': (number);
}
