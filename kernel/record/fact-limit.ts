import type { CallFact, DecisionFact } from '../event/fact.ts';

/**
 * How many facts of one call make its record. Digits are the caller's to press, so they are the first
 * to be left out; how the call ended is never left out.
 */
export const factsPerCall = { digits_max: 500, all_max: 2000 } as const;

/** Whether a fact is left out of its call's record because of the `held` ones that are there already. */
export function isLeftOut(fact: CallFact | DecisionFact, held: number): boolean {
  switch (fact.kind) {
    case 'DigitPressed':
      return held >= factsPerCall.digits_max;
    case 'CallEnded':
    case 'DecisionEnded':
      return held >= 2 * factsPerCall.all_max;
    default:
      return held >= factsPerCall.all_max;
  }
}
