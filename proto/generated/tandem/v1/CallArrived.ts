// Original file: events.proto


export interface CallArrived {
  'callId'?: (string);
  'decisionId'?: (string);
  'routedBy'?: (string);
  'trunk'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'callType'?: (string);
  'sipCallId'?: (string);
}

export interface CallArrived__Output {
  'callId': (string);
  'decisionId': (string);
  'routedBy': (string);
  'trunk': (string);
  'ani': (string);
  'dnis': (string);
  'callType': (string);
  'sipCallId': (string);
}
