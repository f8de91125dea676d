// Original file: site.proto


export interface Refuse {
  'offerId'?: (string);
  'callId'?: (string);
}

export interface Refuse__Output {
  'offerId': (string);
  'callId': (string);
}
