import { expect, it } from 'vitest';
import { factsPerCall, isLeftOut } from './fact-limit.ts';

it('a caller who presses digits without end still has an end to the record', () => {
  const digit = { kind: 'DigitPressed', callId: 'c', digit: '1' } as const;
  const ended = { kind: 'CallEnded', callId: 'c', outcome: 'abandoned', endedBy: 'caller' } as const;
  expect(isLeftOut(digit, factsPerCall.digits_max - 1)).toBe(false);
  expect(isLeftOut(digit, factsPerCall.digits_max)).toBe(true);
  expect(isLeftOut({ ...ended, q850: 16, reason: 'normal' }, factsPerCall.all_max)).toBe(false);
  expect(isLeftOut({ kind: 'CallHeld', callId: 'c', agentId: 'a' }, factsPerCall.all_max)).toBe(true);
});
