// Original file: ops.proto


export interface Counters {
  'since'?: (number | string);
  'offered'?: (number);
  'answered'?: (number);
  'abandoned'?: (number);
  'shortAbandoned'?: (number);
  'selfServed'?: (number);
  'busied'?: (number);
  'redirected'?: (number);
  'overflowed'?: (number);
  'toCallback'?: (number);
  'failed'?: (number);
  'open'?: (number);
  'cut'?: (number);
  'calledAgain'?: (number);
  'waiting'?: (number);
  'talking'?: (number);
  'serviceLevel'?: (number | string);
  'serviceLevelThresholdMs'?: (number | string);
  'meanAnswerMs'?: (number | string);
  'offeredPerMinute'?: (number);
  'formulas'?: ({[key: string]: string});
  'source'?: (string);
  '_serviceLevel'?: "serviceLevel";
  '_meanAnswerMs'?: "meanAnswerMs";
}

export interface Counters__Output {
  'since': (number);
  'offered': (number);
  'answered': (number);
  'abandoned': (number);
  'shortAbandoned': (number);
  'selfServed': (number);
  'busied': (number);
  'redirected': (number);
  'overflowed': (number);
  'toCallback': (number);
  'failed': (number);
  'open': (number);
  'cut': (number);
  'calledAgain': (number);
  'waiting': (number);
  'talking': (number);
  'serviceLevel'?: (number);
  'serviceLevelThresholdMs': (number);
  'meanAnswerMs'?: (number);
  'offeredPerMinute': (number);
  'formulas': ({[key: string]: string});
  'source': (string);
  '_serviceLevel'?: "serviceLevel";
  '_meanAnswerMs'?: "meanAnswerMs";
}
