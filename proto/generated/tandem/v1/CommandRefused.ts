// Original file: agent.proto


export interface CommandRefused {
  'number'?: (number);
  'code'?: (string);
  'message'?: (string);
}

export interface CommandRefused__Output {
  'number': (number);
  'code': (string);
  'message': (string);
}
