// Original file: ops.proto


export interface GoneRows {
  'sites'?: (string)[];
  'routers'?: (string)[];
  'others'?: (string)[];
  'agents'?: (string)[];
  'calls'?: (string)[];
  'decisions'?: (string)[];
}

export interface GoneRows__Output {
  'sites': (string)[];
  'routers': (string)[];
  'others': (string)[];
  'agents': (string)[];
  'calls': (string)[];
  'decisions': (string)[];
}
