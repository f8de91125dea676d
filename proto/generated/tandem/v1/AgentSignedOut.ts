// Original file: events.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentSignedOut {
  'agentId'?: (string);
  'sessionEpoch'?: (number | string | Long);
  'reason'?: (string);
}

export interface AgentSignedOut__Output {
  'agentId': (string);
  'sessionEpoch': (number);
  'reason': (string);
}
