// Original file: events.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentStateChanged {
  'agentId'?: (string);
  'sessionEpoch'?: (number | string | Long);
  'from'?: (string);
  'to'?: (string);
  'reason'?: (string);
  'callId'?: (string);
}

export interface AgentStateChanged__Output {
  'agentId': (string);
  'sessionEpoch': (number);
  'from': (string);
  'to': (string);
  'reason': (string);
  'callId': (string);
}
