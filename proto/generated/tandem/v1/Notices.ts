// Original file: ops.proto

import type { Notice as _tandem_v1_Notice, Notice__Output as _tandem_v1_Notice__Output } from '../../tandem/v1/Notice.ts';

export interface Notices {
  'notices'?: (_tandem_v1_Notice)[];
}

export interface Notices__Output {
  'notices': (_tandem_v1_Notice__Output)[];
}
