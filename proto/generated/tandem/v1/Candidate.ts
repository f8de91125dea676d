// Original file: events.proto


export interface Candidate {
  'site'?: (string);
  'usable'?: (boolean);
  'ready'?: (number);
  'signedIn'?: (number);
  'queued'?: (number);
  'inFlight'?: (number);
  'expectedDelayMs'?: (number | string);
  'ageMs'?: (number | string);
  'lostBecause'?: (string);
}

export interface Candidate__Output {
  'site': (string);
  'usable': (boolean);
  'ready': (number);
  'signedIn': (number);
  'queued': (number);
  'inFlight': (number);
  'expectedDelayMs': (number);
  'ageMs': (number);
  'lostBecause': (string);
}
