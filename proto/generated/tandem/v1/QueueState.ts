// Original file: site.proto


export interface QueueState {
  'queue'?: (string);
  'signedIn'?: (number);
  'ready'?: (number);
  'busy'?: (number);
  'afterCallWork'?: (number);
  'notReady'?: (number);
  'inIvr'?: (number);
  'queued'?: (number);
  'oldestWaitMs'?: (number);
  'handleMs'?: (number);
}

export interface QueueState__Output {
  'queue': (string);
  'signedIn': (number);
  'ready': (number);
  'busy': (number);
  'afterCallWork': (number);
  'notReady': (number);
  'inIvr': (number);
  'queued': (number);
  'oldestWaitMs': (number);
  'handleMs': (number);
}
