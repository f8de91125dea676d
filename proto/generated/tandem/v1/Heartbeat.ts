// Original file: site.proto

import type { Incarnation as _tandem_v1_Incarnation, Incarnation__Output as _tandem_v1_Incarnation__Output } from '../../tandem/v1/Incarnation.ts';
import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'incarnation'?: (_tandem_v1_Incarnation | null);
  'sentUs'?: (number | string | Long);
  'echoUs'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'incarnation': (_tandem_v1_Incarnation__Output | null);
  'sentUs': (number);
  'echoUs': (number);
}
