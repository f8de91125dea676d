// Original file: site.proto

import type { Incarnation as _tandem_v1_Incarnation, Incarnation__Output as _tandem_v1_Incarnation__Output } from '../../tandem/v1/Incarnation.ts';
import type { QueueState as _tandem_v1_QueueState, QueueState__Output as _tandem_v1_QueueState__Output } from '../../tandem/v1/QueueState.ts';
import type { Long } from '@grpc/proto-loader';

export interface SiteState {
  'site'?: (string);
  'incarnation'?: (_tandem_v1_Incarnation | null);
  'number'?: (number | string | Long);
  'whole'?: (boolean);
  'accepting'?: (boolean);
  'queues'?: (_tandem_v1_QueueState)[];
  'arrived'?: (string)[];
}

export interface SiteState__Output {
  'site': (string);
  'incarnation': (_tandem_v1_Incarnation__Output | null);
  'number': (number);
  'whole': (boolean);
  'accepting': (boolean);
  'queues': (_tandem_v1_QueueState__Output)[];
  'arrived': (string)[];
}
