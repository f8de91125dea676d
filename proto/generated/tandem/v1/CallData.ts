// Original file: site.proto


export interface CallData {
  'callId'?: (string);
  'queue'?: (string);
  'callType'?: (string);
  'priority'?: (number);
  'waitedMs'?: (number | string);
  'ani'?: (string);
  'dnis'?: (string);
  'ced'?: (string);
}

export interface CallData__Output {
  'callId': (string);
  'queue': (string);
  'callType': (string);
  'priority': (number);
  'waitedMs': (number);
  'ani': (string);
  'dnis': (string);
  'ced': (string);
}
