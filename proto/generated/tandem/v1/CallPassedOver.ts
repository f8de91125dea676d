// Original file: events.proto


export interface CallPassedOver {
  'decisionId'?: (string);
  'callId'?: (string);
  'passedSite'?: (string);
  'cause'?: (string);
  'status'?: (number);
  'afterMs'?: (number | string);
}

export interface CallPassedOver__Output {
  'decisionId': (string);
  'callId': (string);
  'passedSite': (string);
  'cause': (string);
  'status': (number);
  'afterMs': (number);
}
