// Original file: ops.proto


export interface AgentRow {
  'agentId'?: (string);
  'site'?: (string);
  'state'?: (string);
  'since'?: (number | string);
  'inStateMs'?: (number | string);
  'reason'?: (string);
  'callId'?: (string);
  'by'?: (string);
  'source'?: (string);
}

export interface AgentRow__Output {
  'agentId': (string);
  'site': (string);
  'state': (string);
  'since': (number);
  'inStateMs': (number);
  'reason': (string);
  'callId': (string);
  'by': (string);
  'source': (string);
}
