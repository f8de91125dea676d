import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { UsedTokens } from './used-tokens.ts';

describe('used tokens', () => {
  it('are known until they would be refused as expired, and then cost nothing', () => {
    const time = new SimulatedTime();
    const used = new UsedTokens(time);
    used.add('call-1', time.wallMs() + 1000);
    time.run(500);
    used.add('call-2', time.wallMs() + 1000);
    expect([used.has('call-1'), used.has('call-2'), used.has('call-3')]).toEqual([true, true, false]);
    time.run(501);
    expect([used.has('call-1'), used.has('call-2'), used.size]).toEqual([false, true, 1]);
    time.run(1000);
    expect([used.has('call-2'), used.size, used.forgottenAtLimit]).toEqual([false, 0, 0]);
  });

  it('are forgotten from the oldest on at the limit, and counted', () => {
    const time = new SimulatedTime();
    const used = new UsedTokens(time);
    for (let call = 0; call <= 100_000; call++) used.add(`call-${call}`, time.wallMs() + 1000);
    expect([used.has('call-0'), used.has('call-1'), used.has('call-100000')]).toEqual([false, true, true]);
    expect([used.size, used.forgottenAtLimit]).toEqual([100_000, 1]);
  });
});
