// Original file: site.proto

import type { Long } from '@grpc/proto-loader';

export interface Offer {
  'offerId'?: (string);
  'agentId'?: (string);
  'epoch'?: (number | string | Long);
  'callIds'?: (string)[];
  'solicitedFor'?: (string);
  'sentUs'?: (number | string | Long);
}

export interface Offer__Output {
  'offerId': (string);
  'agentId': (string);
  'epoch': (number);
  'callIds': (string)[];
  'solicitedFor': (string);
  'sentUs': (number);
}
