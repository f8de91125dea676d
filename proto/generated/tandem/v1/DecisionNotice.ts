// Original file: site.proto


export interface DecisionNotice {
  'decisionId'?: (string);
  'site'?: (string);
  'queue'?: (string);
  'livesMs'?: (number);
}

export interface DecisionNotice__Output {
  'decisionId': (string);
  'site': (string);
  'queue': (string);
  'livesMs': (number);
}
