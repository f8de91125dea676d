// Original file: business.proto

import type { Long } from '@grpc/proto-loader';

export interface BusinessRequest {
  'type'?: (string);
  'customer'?: (string);
  'key'?: (string);
  'deadlineMs'?: (number | string | Long);
  'payload'?: (string);
  'asker'?: (string);
  'callId'?: (string);
  '_deadlineMs'?: "deadlineMs";
}

export interface BusinessRequest__Output {
  'type': (string);
  'customer': (string);
  'key': (string);
  'deadlineMs'?: (number);
  'payload': (string);
  'asker': (string);
  'callId': (string);
  '_deadlineMs'?: "deadlineMs";
}
