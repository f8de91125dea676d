import { describe, expect, it } from 'vitest';
import { systemRandom } from './system-random.ts';

describe('randomness of the machine', () => {
  it('is uniform in [0, 1)', () => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      const unit = systemRandom.unit();
      expect(unit).toBeGreaterThanOrEqual(0);
      expect(unit).toBeLessThan(1);
      sum += unit;
    }
    expect(sum / 20_000).toBeCloseTo(0.5, 1);
  });

  it('gives as many bytes as asked, never the same twice', () => {
    const seen = new Set<string>();
    for (const count of [16, 16, 4096, 5000]) {
      const bytes = systemRandom.bytes(count);
      expect(bytes).toHaveLength(count);
      seen.add(Buffer.from(bytes.subarray(0, 16)).toString('hex'));
    }
    expect(seen.size).toBe(4);
  });
});
