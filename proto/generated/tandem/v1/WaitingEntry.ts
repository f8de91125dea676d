// Original file: site.proto


export interface WaitingEntry {
  'callId'?: (string);
  'queue'?: (string);
  'priority'?: (number);
  'waitedMs'?: (number | string);
  'localPreferenceMs'?: (number);
}

export interface WaitingEntry__Output {
  'callId': (string);
  'queue': (string);
  'priority': (number);
  'waitedMs': (number);
  'localPreferenceMs': (number);
}
