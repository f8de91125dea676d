// Original file: ops.proto


export interface Notice {
  'level'?: (string);
  'code'?: (string);
  'sentence'?: (string);
}

export interface Notice__Output {
  'level': (string);
  'code': (string);
  'sentence': (string);
}
