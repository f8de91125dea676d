// Original file: agent.proto

import type { DesktopQueue as _tandem_v1_DesktopQueue, DesktopQueue__Output as _tandem_v1_DesktopQueue__Output } from '../../tandem/v1/DesktopQueue.ts';

export interface DesktopQueues {
  'queues'?: (_tandem_v1_DesktopQueue)[];
}

export interface DesktopQueues__Output {
  'queues': (_tandem_v1_DesktopQueue__Output)[];
}
