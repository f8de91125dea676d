import { describe, expect, it } from 'vitest';
import { type PlantedFault, plantedFaults, SimulatedWorld } from './simulated-world.ts';

const worlds = 150;
const worldsToFind_max = 400;
/** Where the search for a rare fault begins, for speed: any change of the code moves them. */
const searchFrom: Partial<Record<PlantedFault, number>> = {
  'lease-from-receipt': 120,
  'lease-by-timer-only': 141,
  'joined-lease-never-ends': 69,
  'no-lapse': 86,
  'keep-though-lapsed': 39,
  'no-solicit': 84,
};

function worldOf(seed: number, fault?: PlantedFault): SimulatedWorld {
  return new SimulatedWorld(seed, seed % 3 === 0 ? 3 : 2, fault);
}

describe('two and three sites through loss, delay, repetition, cuts, pauses and restarts', () => {
  it(`keep their promise and serve everybody, in ${worlds} random worlds`, { timeout: 120_000 }, () => {
    let served = 0;
    const counts = new Map<string, number>();
    for (let seed = 1; seed <= worlds; seed++) {
      const world = worldOf(seed);
      expect(world.run(), `seed ${seed}`).toEqual([]);
      served += world.judge.served;
      for (const [name, by] of world.counts) counts.set(name, (counts.get(name) ?? 0) + by);
    }
    expect(served).toBeGreaterThan(20 * worlds);
    // The troubles were real: every kind of lapse and ghost was met.
    for (const name of ['lapse', 'not-live', 'rona', 'ghost-ring', 'ghost-join', 'offer-on-stale-link']) {
      expect(counts.get(name) ?? 0, name).toBeGreaterThan(10);
    }
  });

  it('run the same again from the same seed', () => {
    const once = worldOf(7);
    const again = worldOf(7);
    once.run();
    again.run();
    expect([...again.counts]).toEqual([...once.counts]);
    expect(again.time.monoMs()).toBe(once.time.monoMs());
  });

  it.each(plantedFaults)(
    'would be caught by the checkers with the fault %s',
    { timeout: 120_000 },
    (fault) => {
      const from = searchFrom[fault] ?? 1;
      for (let seed = from; seed < from + worldsToFind_max; seed++) {
        if (worldOf(seed, fault).run().length > 0) return;
      }
      expect.fail(`${worldsToFind_max} worlds with ${fault} looked well`);
    },
  );
});
