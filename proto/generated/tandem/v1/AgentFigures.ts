// Original file: agent.proto


export interface AgentFigures {
  'handled'?: (number);
  'rona'?: (number);
  'refused'?: (number);
  'talkMs'?: (number | string);
  'meanTalkMs'?: (number | string);
  'signedInMs'?: (number | string);
}

export interface AgentFigures__Output {
  'handled': (number);
  'rona': (number);
  'refused': (number);
  'talkMs': (number);
  'meanTalkMs': (number);
  'signedInMs': (number);
}
