// Original file: ops.proto

import type { ProcessRow as _tandem_v1_ProcessRow, ProcessRow__Output as _tandem_v1_ProcessRow__Output } from '../../tandem/v1/ProcessRow.ts';
import type { QueueRow as _tandem_v1_QueueRow, QueueRow__Output as _tandem_v1_QueueRow__Output } from '../../tandem/v1/QueueRow.ts';

export interface SiteRow {
  'site'?: (string);
  'health'?: (string);
  'healthSentence'?: (string);
  'healthForMs'?: (number | string);
  'accepting'?: (boolean);
  'node'?: (_tandem_v1_ProcessRow | null);
  'queues'?: (_tandem_v1_QueueRow)[];
  'agentsByState'?: ({[key: string]: number});
  'callsByStage'?: ({[key: string]: number});
  'cut'?: (number);
  'factDelayMs'?: (number | string);
  'source'?: (string);
  'stateSource'?: (string);
}

export interface SiteRow__Output {
  'site': (string);
  'health': (string);
  'healthSentence': (string);
  'healthForMs': (number);
  'accepting': (boolean);
  'node': (_tandem_v1_ProcessRow__Output | null);
  'queues': (_tandem_v1_QueueRow__Output)[];
  'agentsByState': ({[key: string]: number});
  'callsByStage': ({[key: string]: number});
  'cut': (number);
  'factDelayMs': (number);
  'source': (string);
  'stateSource': (string);
}
