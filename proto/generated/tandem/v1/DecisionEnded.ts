// Original file: events.proto


export interface DecisionEnded {
  'decisionId'?: (string);
  'callId'?: (string);
  'outcome'?: (string);
  'deliveredTo'?: (string);
  'status'?: (number);
}

export interface DecisionEnded__Output {
  'decisionId': (string);
  'callId': (string);
  'outcome': (string);
  'deliveredTo': (string);
  'status': (number);
}
