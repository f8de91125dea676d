// Original file: ops.proto


export interface ProcessRow {
  'process'?: (string);
  'role'?: (string);
  'site'?: (string);
  'pid'?: (number);
  'boot'?: (string);
  'health'?: (string);
  'healthForMs'?: (number | string);
  'addresses'?: ({[key: string]: string});
  'source'?: (string);
}

export interface ProcessRow__Output {
  'process': (string);
  'role': (string);
  'site': (string);
  'pid': (number);
  'boot': (string);
  'health': (string);
  'healthForMs': (number);
  'addresses': ({[key: string]: string});
  'source': (string);
}
