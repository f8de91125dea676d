// Original file: events.proto


export interface CallRetrieved {
  'callId'?: (string);
  'agentId'?: (string);
}

export interface CallRetrieved__Output {
  'callId': (string);
  'agentId': (string);
}
