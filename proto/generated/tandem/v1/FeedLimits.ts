// Original file: ops.proto


export interface FeedLimits {
  'endedShownMs'?: (number | string);
  'callsShown'?: (number);
  'agentsShown'?: (number);
  'decisionsShown'?: (number);
  'callsOmitted'?: (number);
  'agentsOmitted'?: (number);
}

export interface FeedLimits__Output {
  'endedShownMs': (number);
  'callsShown': (number);
  'agentsShown': (number);
  'decisionsShown': (number);
  'callsOmitted': (number);
  'agentsOmitted': (number);
}
