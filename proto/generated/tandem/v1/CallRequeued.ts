// Original file: events.proto


export interface CallRequeued {
  'callId'?: (string);
  'offerId'?: (string);
  'agentId'?: (string);
  'cause'?: (string);
}

export interface CallRequeued__Output {
  'callId': (string);
  'offerId': (string);
  'agentId': (string);
  'cause': (string);
}
