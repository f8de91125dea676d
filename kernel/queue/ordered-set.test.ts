import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../simulated/random.ts';
import { OrderedSet } from './ordered-set.ts';

const byValue = (a: number, b: number) => a - b;

describe('an ordered set', () => {
  it('agrees with a sorted array over random insertions and removals', () => {
    const random = new SimulatedRandom(7);
    const set = new OrderedSet<number>(byValue);
    let model: number[] = [];
    for (let turn = 0; turn < 3000; turn++) {
      const value = Math.floor(random.unit() * 400);
      if (random.unit() < 0.6) {
        expect(set.insert(value)).toBe(!model.includes(value));
        if (!model.includes(value)) model = [...model, value].sort(byValue);
      } else {
        expect(set.delete(value)).toBe(model.includes(value));
        model = model.filter((other) => other !== value);
      }
      expect(set.size).toBe(model.length);
      expect(set.first()).toBe(model[0]);
      const probe = Math.floor(random.unit() * 400);
      expect(set.rank(probe)).toBe(model.filter((other) => other < probe).length);
      expect(set.after(probe)).toBe(model.find((other) => other > probe));
    }
    expect([...set]).toEqual(model);
  });

  it('costs a few dozen comparisons for an insertion and a removal among a hundred thousand', () => {
    const set = new OrderedSet<number>(byValue);
    for (let value = 0; value < 100_000; value++) set.insert((value * 7919) % 100_003);
    const before = set.comparisons;
    set.insert(50_000.5);
    set.rank(50_000.5);
    set.delete(50_000.5);
    expect(set.comparisons - before).toBeLessThan(250);
  });
});
