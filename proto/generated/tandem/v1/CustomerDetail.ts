// Original file: agent.proto


export interface CustomerDetail {
  'label'?: (string);
  'value'?: (string);
}

export interface CustomerDetail__Output {
  'label': (string);
  'value': (string);
}
