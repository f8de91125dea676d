// Original file: events.proto


export interface CallQueued {
  'callId'?: (string);
  'queue'?: (string);
  'priority'?: (number);
}

export interface CallQueued__Output {
  'callId': (string);
  'queue': (string);
  'priority': (number);
}
