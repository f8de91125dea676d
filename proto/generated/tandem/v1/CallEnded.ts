// Original file: events.proto


export interface CallEnded {
  'callId'?: (string);
  'outcome'?: (string);
  'endedBy'?: (string);
  'q850'?: (number);
  'reason'?: (string);
}

export interface CallEnded__Output {
  'callId': (string);
  'outcome': (string);
  'endedBy': (string);
  'q850': (number);
  'reason': (string);
}
