// Original file: ops.proto


export interface QueueRow {
  'queue'?: (string);
  'signedIn'?: (number);
  'ready'?: (number);
  'busy'?: (number);
  'afterCallWork'?: (number);
  'notReady'?: (number);
  'inIvr'?: (number);
  'queued'?: (number);
  'oldestWaitMs'?: (number | string);
  'handleMs'?: (number | string);
}

export interface QueueRow__Output {
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
