// Original file: agent.proto


export interface DesktopQueue {
  'queue'?: (string);
  'queued'?: (number);
  'oldestWaitMs'?: (number | string);
  'ready'?: (number);
  'signedIn'?: (number);
}

export interface DesktopQueue__Output {
  'queue': (string);
  'queued': (number);
  'oldestWaitMs': (number);
  'ready': (number);
  'signedIn': (number);
}
