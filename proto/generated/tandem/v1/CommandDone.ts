// Original file: agent.proto


export interface CommandDone {
  'number'?: (number);
}

export interface CommandDone__Output {
  'number': (number);
}
