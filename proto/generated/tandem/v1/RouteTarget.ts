// Original file: prerouting.proto


export interface RouteTarget {
  'site'?: (string);
  'uri'?: (string);
  'token'?: (string);
}

export interface RouteTarget__Output {
  'site': (string);
  'uri': (string);
  'token': (string);
}
