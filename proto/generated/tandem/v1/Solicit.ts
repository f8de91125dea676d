// Original file: site.proto

import type { WaitingEntry as _tandem_v1_WaitingEntry, WaitingEntry__Output as _tandem_v1_WaitingEntry__Output } from '../../tandem/v1/WaitingEntry.ts';

export interface Solicit {
  'call'?: (_tandem_v1_WaitingEntry | null);
}

export interface Solicit__Output {
  'call': (_tandem_v1_WaitingEntry__Output | null);
}
