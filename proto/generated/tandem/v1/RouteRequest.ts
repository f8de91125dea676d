// Original file: prerouting.proto


export interface RouteRequest {
  'requestId'?: (string);
  'trunk'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'ced'?: (string);
  'deadlineMs'?: (number);
  'askingSite'?: (string);
  'sipCallId'?: (string);
  'callId'?: (string);
}

export interface RouteRequest__Output {
  'requestId': (string);
  'trunk': (string);
  'ani': (string);
  'dnis': (string);
  'ced': (string);
  'deadlineMs': (number);
  'askingSite': (string);
  'sipCallId': (string);
  'callId': (string);
}
