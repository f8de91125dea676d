// Original file: events.proto


export interface CallAnswered {
  'callId'?: (string);
}

export interface CallAnswered__Output {
  'callId': (string);
}
