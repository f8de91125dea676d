// Original file: site.proto

import type { WaitingEntry as _tandem_v1_WaitingEntry, WaitingEntry__Output as _tandem_v1_WaitingEntry__Output } from '../../tandem/v1/WaitingEntry.ts';

export interface WaitingDelta {
  'added'?: (_tandem_v1_WaitingEntry)[];
  'removed'?: (string)[];
}

export interface WaitingDelta__Output {
  'added': (_tandem_v1_WaitingEntry__Output)[];
  'removed': (string)[];
}
