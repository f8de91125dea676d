// Original file: events.proto


export interface TransactionStepped {
  'transactionId'?: (string);
  'businessType'?: (string);
  'customer'?: (string);
  'callId'?: (string);
  'step'?: (string);
  'backend'?: (string);
  'detail'?: (string);
}

export interface TransactionStepped__Output {
  'transactionId': (string);
  'businessType': (string);
  'customer': (string);
  'callId': (string);
  'step': (string);
  'backend': (string);
  'detail': (string);
}
