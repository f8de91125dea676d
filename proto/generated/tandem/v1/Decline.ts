// Original file: site.proto

import type { ListedCall as _tandem_v1_ListedCall, ListedCall__Output as _tandem_v1_ListedCall__Output } from '../../tandem/v1/ListedCall.ts';

export interface Decline {
  'offerId'?: (string);
  'because'?: (string);
  'states'?: (_tandem_v1_ListedCall)[];
}

export interface Decline__Output {
  'offerId': (string);
  'because': (string);
  'states': (_tandem_v1_ListedCall__Output)[];
}
