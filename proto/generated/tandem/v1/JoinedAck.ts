// Original file: site.proto


export interface JoinedAck {
  'offerId'?: (string);
  'callId'?: (string);
}

export interface JoinedAck__Output {
  'offerId': (string);
  'callId': (string);
}
