// Original file: business.proto


export interface QueryReply {
  'backend'?: (string);
  'result'?: (string);
}

export interface QueryReply__Output {
  'backend': (string);
  'result': (string);
}
