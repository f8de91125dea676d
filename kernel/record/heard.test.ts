import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heard } from './heard.ts';

describe('what was heard of a boot', () => {
  it('is one range when nothing is missing, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 40 }, (_, index) => index + 1),
          { minLength: 40 },
        ),
        (sequences) => {
          const heard = new Heard();
          for (const sequence of sequences) expect(heard.take(sequence)).toBe(true);
          expect([heard.through, heard.beyond, heard.missing()]).toEqual([40, [], 0]);
        },
      ),
    );
  });

  it('knows repeats exactly and counts what is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (sequences) => {
        const heard = new Heard();
        const seen = new Set<number>();
        for (const sequence of sequences) {
          expect(heard.take(sequence)).toBe(!seen.has(sequence));
          seen.add(sequence);
        }
        const again = new Heard(heard.through, heard.beyond);
        for (let n = 1; n <= 61; n++) expect(again.has(n)).toBe(seen.has(n));
        expect(again.missing()).toBe(Math.max(0, ...seen) - seen.size);
      }),
    );
  });
});
