// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface None {
  'callId'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface None__Output {
  'callId': (string);
  'sentUs': (number);
}
