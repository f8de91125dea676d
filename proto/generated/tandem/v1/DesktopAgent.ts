// Original file: agent.proto


export interface DesktopAgent {
  'id'?: (string);
  'name'?: (string);
  'queues'?: (string)[];
}

export interface DesktopAgent__Output {
  'id': (string);
  'name': (string);
  'queues': (string)[];
}
