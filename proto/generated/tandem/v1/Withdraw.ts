// Original file: site.proto


export interface Withdraw {
  'offerId'?: (string);
  'callId'?: (string);
}

export interface Withdraw__Output {
  'offerId': (string);
  'callId': (string);
}
