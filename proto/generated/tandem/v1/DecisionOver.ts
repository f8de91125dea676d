// Original file: site.proto


export interface DecisionOver {
  'decisionId'?: (string);
}

export interface DecisionOver__Output {
  'decisionId': (string);
}
