// Original file: site.proto

import type { PeerMessage as _tandem_v1_PeerMessage, PeerMessage__Output as _tandem_v1_PeerMessage__Output } from '../../tandem/v1/PeerMessage.ts';

export interface PeerFrame {
  'messages'?: (_tandem_v1_PeerMessage)[];
}

export interface PeerFrame__Output {
  'messages': (_tandem_v1_PeerMessage__Output)[];
}
