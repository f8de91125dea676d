// Original file: agent.proto

import type { CustomerDetail as _tandem_v1_CustomerDetail, CustomerDetail__Output as _tandem_v1_CustomerDetail__Output } from '../../tandem/v1/CustomerDetail.ts';

export interface CustomerView {
  'found'?: (string);
  'customerId'?: (string);
  'name'?: (string);
  'details'?: (_tandem_v1_CustomerDetail)[];
  'because'?: (string);
}

export interface CustomerView__Output {
  'found': (string);
  'customerId': (string);
  'name': (string);
  'details': (_tandem_v1_CustomerDetail__Output)[];
  'because': (string);
}
