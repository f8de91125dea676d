// Original file: ops.proto

import type { SiteRow as _tandem_v1_SiteRow, SiteRow__Output as _tandem_v1_SiteRow__Output } from '../../tandem/v1/SiteRow.ts';
import type { ProcessRow as _tandem_v1_ProcessRow, ProcessRow__Output as _tandem_v1_ProcessRow__Output } from '../../tandem/v1/ProcessRow.ts';
import type { AgentRow as _tandem_v1_AgentRow, AgentRow__Output as _tandem_v1_AgentRow__Output } from '../../tandem/v1/AgentRow.ts';
import type { CallRow as _tandem_v1_CallRow, CallRow__Output as _tandem_v1_CallRow__Output } from '../../tandem/v1/CallRow.ts';
import type { DecisionRow as _tandem_v1_DecisionRow, DecisionRow__Output as _tandem_v1_DecisionRow__Output } from '../../tandem/v1/DecisionRow.ts';
import type { Counters as _tandem_v1_Counters, Counters__Output as _tandem_v1_Counters__Output } from '../../tandem/v1/Counters.ts';
import type { Notices as _tandem_v1_Notices, Notices__Output as _tandem_v1_Notices__Output } from '../../tandem/v1/Notices.ts';
import type { GoneRows as _tandem_v1_GoneRows, GoneRows__Output as _tandem_v1_GoneRows__Output } from '../../tandem/v1/GoneRows.ts';

export interface FeedDelta {
  'number'?: (number);
  'sentAt'?: (number | string);
  'ages'?: ({[key: string]: number | string});
  'sites'?: (_tandem_v1_SiteRow)[];
  'routers'?: (_tandem_v1_ProcessRow)[];
  'others'?: (_tandem_v1_ProcessRow)[];
  'agents'?: (_tandem_v1_AgentRow)[];
  'calls'?: (_tandem_v1_CallRow)[];
  'decisions'?: (_tandem_v1_DecisionRow)[];
  'counters'?: (_tandem_v1_Counters | null);
  'notices'?: (_tandem_v1_Notices | null);
  'gone'?: (_tandem_v1_GoneRows | null);
}

export interface FeedDelta__Output {
  'number': (number);
  'sentAt': (number);
  'ages': ({[key: string]: number});
  'sites': (_tandem_v1_SiteRow__Output)[];
  'routers': (_tandem_v1_ProcessRow__Output)[];
  'others': (_tandem_v1_ProcessRow__Output)[];
  'agents': (_tandem_v1_AgentRow__Output)[];
  'calls': (_tandem_v1_CallRow__Output)[];
  'decisions': (_tandem_v1_DecisionRow__Output)[];
  'counters': (_tandem_v1_Counters__Output | null);
  'notices': (_tandem_v1_Notices__Output | null);
  'gone': (_tandem_v1_GoneRows__Output | null);
}
