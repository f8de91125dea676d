// Original file: ops.proto

import type { FeedSnapshot as _tandem_v1_FeedSnapshot, FeedSnapshot__Output as _tandem_v1_FeedSnapshot__Output } from '../../tandem/v1/FeedSnapshot.ts';
import type { FeedDelta as _tandem_v1_FeedDelta, FeedDelta__Output as _tandem_v1_FeedDelta__Output } from '../../tandem/v1/FeedDelta.ts';

export interface FeedMessage {
  'snapshot'?: (_tandem_v1_FeedSnapshot | null);
  'delta'?: (_tandem_v1_FeedDelta | null);
  'type'?: "snapshot"|"delta";
}

export interface FeedMessage__Output {
  'snapshot'?: (_tandem_v1_FeedSnapshot__Output | null);
  'delta'?: (_tandem_v1_FeedDelta__Output | null);
  'type'?: "snapshot"|"delta";
}
