// Original file: events.proto


export interface CallConnected {
  'callId'?: (string);
  'offerId'?: (string);
  'agentId'?: (string);
  'agentSite'?: (string);
  'waitedMs'?: (number | string);
}

export interface CallConnected__Output {
  'callId': (string);
  'offerId': (string);
  'agentId': (string);
  'agentSite': (string);
  'waitedMs': (number);
}
