// Original file: prerouting.proto

import type { RouteTarget as _tandem_v1_RouteTarget, RouteTarget__Output as _tandem_v1_RouteTarget__Output } from '../../tandem/v1/RouteTarget.ts';

export interface RouteReply {
  'requestId'?: (string);
  'callId'?: (string);
  'decisionId'?: (string);
  'callType'?: (string);
  'queue'?: (string);
  'targets'?: (_tandem_v1_RouteTarget)[];
  'isDefault'?: (boolean);
  'reason'?: (string);
}

export interface RouteReply__Output {
  'requestId': (string);
  'callId': (string);
  'decisionId': (string);
  'callType': (string);
  'queue': (string);
  'targets': (_tandem_v1_RouteTarget__Output)[];
  'isDefault': (boolean);
  'reason': (string);
}
