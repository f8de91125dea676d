// Original file: agent.proto


export interface NotReadyCommand {
  'reason'?: (string);
}

export interface NotReadyCommand__Output {
  'reason': (string);
}
