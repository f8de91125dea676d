// Original file: events.proto


export interface CallBound {
  'callId'?: (string);
  'offerId'?: (string);
  'agentId'?: (string);
  'agentSite'?: (string);
}

export interface CallBound__Output {
  'callId': (string);
  'offerId': (string);
  'agentId': (string);
  'agentSite': (string);
}
