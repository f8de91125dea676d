import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { drawBetween, drawExponentialMs } from '../../population/callers/draw.ts';
import { House } from './house.ts';

describe('a site on a network that loses, delays and repeats', () => {
  it('ends every call once, gives no agent two, and holds on to nothing', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const house = await House.open({ ringMs: 3000, limits: { phoneReturnMs: 1000 } });
      const random = new SimulatedRandom(seed);
      for (const place of [1, 2, 3]) {
        await house.phone(place, { answer: { kind: 'auto', afterMs: 700 * place }, expiresSeconds: 20 });
      }
      house.network.fate = () => {
        const copies = random.unit() < 0.15 ? 0 : random.unit() < 0.15 ? 2 : 1;
        return Array.from({ length: copies }, () => drawBetween(random, 0.1, 300));
      };
      for (let call = 0; call < 15; call++) {
        const caller = house.call({ token: random.unit() < 0.3 ? '' : house.token() });
        house.time.after(drawExponentialMs(random, 8000), () => caller.hangUp());
        if (random.unit() < 0.3)
          house.time.after(drawExponentialMs(random, 9000), () => house.bank.phones[0]!.hangUp());
        await house.run(drawExponentialMs(random, 2000));
      }
      await house.run(20_000);
      for (const caller of house.callers) caller.hangUp();
      await house.run(70_000);
      house.network.fate = () => [0.1];
      await house.finish().catch((error: Error) => expect.fail(`seed ${seed}: ${error.message}`));
      expect(house.told('CallArrived').length, `seed ${seed}`).toBeGreaterThan(5);
    }
  });
});

describe('the checkers', () => {
  it.each([
    ['leg-never-released', /2 media legs left/],
    ['end-not-told', /it never ended/],
    ['end-told-twice', /it had ended already/],
  ] as const)('see the planted fault %s', async (plant, sentence) => {
    const house = await House.open({ plant });
    await house.phone(1);
    house.call();
    await house.run(2000);
    await expect(house.finish()).rejects.toThrow(sentence);
  });
});
