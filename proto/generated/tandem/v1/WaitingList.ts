// Original file: site.proto

import type { WaitingEntry as _tandem_v1_WaitingEntry, WaitingEntry__Output as _tandem_v1_WaitingEntry__Output } from '../../tandem/v1/WaitingEntry.ts';

export interface WaitingList {
  'calls'?: (_tandem_v1_WaitingEntry)[];
}

export interface WaitingList__Output {
  'calls': (_tandem_v1_WaitingEntry__Output)[];
}
