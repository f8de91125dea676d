import { describe, expect, it } from 'vitest';
import { House } from './house.ts';

describe('one call at one site, with every packet', () => {
  it('is answered, greeted, queued and joined: both parties hear each other', async () => {
    const house = await House.open({ audio: 'real' });
    const phone = await house.phone(1, { answer: { kind: 'auto', afterMs: 300 } });
    const caller = house.call();
    await house.run(100);
    expect(caller.statuses).toEqual([200]);
    await house.run(2000);
    expect(caller.hearsAgent).toBe(true);
    expect([phone.state, house.stateOf('beijing-01')]).toEqual(['talking', 'talking']);
    await house.run(1000);
    const heard = caller.voice!.report();
    expect(heard.packetsSinceTone).toBeGreaterThan(45);
    caller.hangUp();
    await house.run(100);
    expect(phone.counters).toMatchObject({ answered: 1, callersHeard: 1, lost: 0 });
    expect(house.story()).toEqual([
      'CallArrived',
      'CallAnswered',
      'CallQueued',
      'CallBound',
      'CallConnected',
      'CallEnded',
    ]);
    expect(house.told('CallEnded')).toMatchObject([
      { outcome: 'answered', endedBy: 'caller', q850: 16, reason: 'normal' },
    ]);
    await house.finish();
  });
});
