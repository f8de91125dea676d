// Original file: agent.proto


export interface DesktopCall {
  'callId'?: (string);
  'queue'?: (string);
  'callType'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'ced'?: (string);
  'waitedMs'?: (number | string);
}

export interface DesktopCall__Output {
  'callId': (string);
  'queue': (string);
  'callType': (string);
  'ani': (string);
  'dnis': (string);
  'ced': (string);
  'waitedMs': (number);
}
