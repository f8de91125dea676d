// Original file: ops.proto


export interface CallRow {
  'callId'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'callType'?: (string);
  'trunk'?: (string);
  'stage'?: (string);
  'inStageMs'?: (number | string);
  'counting'?: (boolean);
  'callMs'?: (number | string);
  'router'?: (string);
  'site'?: (string);
  'passedOver'?: (string)[];
  'queue'?: (string);
  'position'?: (number);
  'waitingMs'?: (number | string);
  'agentId'?: (string);
  'agentSite'?: (string);
  'decisionId'?: (string);
  'outcome'?: (string);
  'sentence'?: (string);
  'againFor'?: (string);
  'source'?: (string);
  '_outcome'?: "outcome";
}

export interface CallRow__Output {
  'callId': (string);
  'ani': (string);
  'dnis': (string);
  'callType': (string);
  'trunk': (string);
  'stage': (string);
  'inStageMs': (number);
  'counting': (boolean);
  'callMs': (number);
  'router': (string);
  'site': (string);
  'passedOver': (string)[];
  'queue': (string);
  'position': (number);
  'waitingMs': (number);
  'agentId': (string);
  'agentSite': (string);
  'decisionId': (string);
  'outcome'?: (string);
  'sentence': (string);
  'againFor': (string);
  'source': (string);
  '_outcome'?: "outcome";
}
