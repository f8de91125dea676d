// Original file: prerouting.proto

import type { RouteReply as _tandem_v1_RouteReply, RouteReply__Output as _tandem_v1_RouteReply__Output } from '../../tandem/v1/RouteReply.ts';

export interface RouteReplyBatch {
  'replies'?: (_tandem_v1_RouteReply)[];
}

export interface RouteReplyBatch__Output {
  'replies': (_tandem_v1_RouteReply__Output)[];
}
