// Original file: ops.proto

import type { Candidate as _tandem_v1_Candidate, Candidate__Output as _tandem_v1_Candidate__Output } from '../../tandem/v1/Candidate.ts';
import type { PassedOverSite as _tandem_v1_PassedOverSite, PassedOverSite__Output as _tandem_v1_PassedOverSite__Output } from '../../tandem/v1/PassedOverSite.ts';

export interface DecisionRow {
  'decisionId'?: (string);
  'callId'?: (string);
  'decidedAt'?: (number | string);
  'agoMs'?: (number | string);
  'router'?: (string);
  'trunk'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'callType'?: (string);
  'queue'?: (string);
  'mode'?: (string);
  'chosen'?: (string);
  'sites'?: (string)[];
  'isDefault'?: (boolean);
  'reason'?: (string);
  'candidates'?: (_tandem_v1_Candidate)[];
  'tookMs'?: (number | string);
  'passedOver'?: (_tandem_v1_PassedOverSite)[];
  'outcome'?: (string);
  'deliveredTo'?: (string);
  'source'?: (string);
}

export interface DecisionRow__Output {
  'decisionId': (string);
  'callId': (string);
  'decidedAt': (number);
  'agoMs': (number);
  'router': (string);
  'trunk': (string);
  'ani': (string);
  'dnis': (string);
  'callType': (string);
  'queue': (string);
  'mode': (string);
  'chosen': (string);
  'sites': (string)[];
  'isDefault': (boolean);
  'reason': (string);
  'candidates': (_tandem_v1_Candidate__Output)[];
  'tookMs': (number);
  'passedOver': (_tandem_v1_PassedOverSite__Output)[];
  'outcome': (string);
  'deliveredTo': (string);
  'source': (string);
}
