import { describe, expect, it } from 'vitest';
import { clearingOf } from './clearing.ts';

describe('why a dialog was ended', () => {
  it.each([
    ['no reason at all', [], { kind: 'person' }],
    ['normal clearing', [{ protocol: 'Q.850', cause: 16 }], { kind: 'person' }],
    ['normal, unspecified', [{ protocol: 'Q.850', cause: 31 }], { kind: 'person' }],
    ['a line that died', [{ protocol: 'Q.850', cause: 102 }], { kind: 'fault', q850: 102 }],
    ['a refusal of SIP’s own', [{ protocol: 'SIP', cause: 487 }], { kind: 'person' }],
    ['a router that passed us over', [{ protocol: 'SIP', cause: 200 }], { kind: 'taken-elsewhere' }],
    [
      'both kinds of cause',
      [
        { protocol: 'SIP', cause: 600 },
        { protocol: 'Q.850', cause: 41 },
      ],
      { kind: 'fault', q850: 41 },
    ],
  ])('%s', (_, reasons, clearing) => {
    expect(clearingOf(reasons)).toEqual(clearing);
  });
});
