// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Incarnation {
  'grant'?: (number | string | Long);
  'boot'?: (number | string | Long);
}

export interface Incarnation__Output {
  'grant': (number);
  'boot': (number);
}
