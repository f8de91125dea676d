// Original file: events.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentSignedIn {
  'agentId'?: (string);
  'sessionEpoch'?: (number | string | Long);
  'by'?: (string);
}

export interface AgentSignedIn__Output {
  'agentId': (string);
  'sessionEpoch': (number);
  'by': (string);
}
