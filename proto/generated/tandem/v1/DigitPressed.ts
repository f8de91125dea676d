// Original file: events.proto


export interface DigitPressed {
  'callId'?: (string);
  'digit'?: (string);
}

export interface DigitPressed__Output {
  'callId': (string);
  'digit': (string);
}
