// Original file: events.proto


export interface CallHeld {
  'callId'?: (string);
  'agentId'?: (string);
}

export interface CallHeld__Output {
  'callId': (string);
  'agentId': (string);
}
