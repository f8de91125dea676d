// Original file: agent.proto

import type { Long } from '@grpc/proto-loader';

export interface AttachDesktop {
  'token'?: (string);
  'epoch'?: (number | string | Long);
}

export interface AttachDesktop__Output {
  'token': (string);
  'epoch': (number);
}
