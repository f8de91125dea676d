// Original file: agent.proto

import type { CustomerView as _tandem_v1_CustomerView, CustomerView__Output as _tandem_v1_CustomerView__Output } from '../../tandem/v1/CustomerView.ts';

export interface CustomerFound {
  'callId'?: (string);
  'customer'?: (_tandem_v1_CustomerView | null);
}

export interface CustomerFound__Output {
  'callId': (string);
  'customer': (_tandem_v1_CustomerView__Output | null);
}
