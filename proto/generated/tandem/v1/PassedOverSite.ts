// Original file: ops.proto


export interface PassedOverSite {
  'site'?: (string);
  'cause'?: (string);
  'status'?: (number);
  'afterMs'?: (number | string);
}

export interface PassedOverSite__Output {
  'site': (string);
  'cause': (string);
  'status': (number);
  'afterMs': (number);
}
