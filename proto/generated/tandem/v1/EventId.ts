// Original file: events.proto

import type { Long } from '@grpc/proto-loader';

export interface EventId {
  'process'?: (string);
  'boot'?: (string);
  'sequence'?: (number | string | Long);
}

export interface EventId__Output {
  'process': (string);
  'boot': (string);
  'sequence': (number);
}
