// Original file: site.proto


export interface ListedCall {
  'callId'?: (string);
  'state'?: (string);
}

export interface ListedCall__Output {
  'callId': (string);
  'state': (string);
}
