// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Keep {
  'offerId'?: (string);
  'callId'?: (string);
  'echoUs'?: (number | string | Long);
}

export interface Keep__Output {
  'offerId': (string);
  'callId': (string);
  'echoUs': (number);
}
