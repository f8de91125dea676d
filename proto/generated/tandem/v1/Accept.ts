// Original file: site.proto

import type { CallData as _tandem_v1_CallData, CallData__Output as _tandem_v1_CallData__Output } from '../../tandem/v1/CallData.ts';
import type { Long } from '@grpc/proto-loader';

export interface Accept {
  'offerId'?: (string);
  'call'?: (_tandem_v1_CallData | null);
  'echoUs'?: (number | string | Long);
}

export interface Accept__Output {
  'offerId': (string);
  'call': (_tandem_v1_CallData__Output | null);
  'echoUs': (number);
}
