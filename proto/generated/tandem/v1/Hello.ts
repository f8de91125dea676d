// Original file: site.proto

import type { Incarnation as _tandem_v1_Incarnation, Incarnation__Output as _tandem_v1_Incarnation__Output } from '../../tandem/v1/Incarnation.ts';

export interface Hello {
  'peerId'?: (string);
  'incarnation'?: (_tandem_v1_Incarnation | null);
}

export interface Hello__Output {
  'peerId': (string);
  'incarnation': (_tandem_v1_Incarnation__Output | null);
}
