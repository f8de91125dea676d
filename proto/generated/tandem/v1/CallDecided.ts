// Original file: events.proto

import type { Candidate as _tandem_v1_Candidate, Candidate__Output as _tandem_v1_Candidate__Output } from '../../tandem/v1/Candidate.ts';

export interface CallDecided {
  'decisionId'?: (string);
  'callId'?: (string);
  'router'?: (string);
  'trunk'?: (string);
  'ani'?: (string);
  'dnis'?: (string);
  'callType'?: (string);
  'queue'?: (string);
  'mode'?: (string);
  'sipCallId'?: (string);
  'sites'?: (string)[];
  'isDefault'?: (boolean);
  'reason'?: (string);
  'candidates'?: (_tandem_v1_Candidate)[];
  'tookMs'?: (number | string);
}

export interface CallDecided__Output {
  'decisionId': (string);
  'callId': (string);
  'router': (string);
  'trunk': (string);
  'ani': (string);
  'dnis': (string);
  'callType': (string);
  'queue': (string);
  'mode': (string);
  'sipCallId': (string);
  'sites': (string)[];
  'isDefault': (boolean);
  'reason': (string);
  'candidates': (_tandem_v1_Candidate__Output)[];
  'tookMs': (number);
}
