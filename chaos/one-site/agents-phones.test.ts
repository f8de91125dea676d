import { describe, expect, it } from 'vitest';
import { House } from './house.ts';
import { ScriptedPhone } from './scripted-phone.ts';

describe('an agent’s phone that does not take the call', () => {
  it.each([
    [486, 'refused'],
    [603, 'refused'],
    [480, 'phone-unreachable'],
    [500, 'phone-unreachable'],
  ])(
    'with %i: its agent is not ready (%s), the call goes on to the next with its age',
    async (status, reason) => {
      const house = await House.open();
      const first = await house.scriptedPhone(1);
      first.atOnce = (call) => call.reject(status);
      const caller = house.call();
      await house.run(1000);
      expect(house.node.acd.agents.view('beijing-01')).toMatchObject({ state: 'not-ready', reason });
      await house.phone(2);
      await house.run(500);
      expect(caller.hearsAgent).toBe(true);
      expect(house.told('CallConnected')).toMatchObject([{ agentId: 'beijing-02' }]);
      caller.hangUp();
      await house.finish();
    },
  );

  it('for as long as it may ring: RONA, and the call keeps its place before a younger one', async () => {
    const house = await House.open({ ringMs: 4000 });
    const deaf = await house.scriptedPhone(1);
    const older = house.call();
    await house.run(2000);
    const younger = house.call();
    await house.run(3000);
    expect(house.node.acd.agents.view('beijing-01')).toMatchObject({ state: 'not-ready', reason: 'rona' });
    expect(deaf.ends).toMatchObject([{ kind: 'cancelled', reasons: [{ cause: 19 }] }]);
    await house.phone(2);
    await house.run(500);
    expect([older.hearsAgent, younger.hearsAgent]).toEqual([true, false]);
    expect(house.told('CallRequeued')).toMatchObject([{ cause: 'no-answer', agentId: 'beijing-01' }]);
    await house.finish();
  });

  it('because it is not there: no answer to the INVITE at all is as good as no answer', async () => {
    const house = await House.open({ ringMs: 3000 });
    const gone = await house.scriptedPhone(1);
    await gone.unplug();
    house.call();
    await house.run(4500);
    expect(house.node.acd.agents.view('beijing-01')?.reason).toBe('rona');
    await house.finish();
  });

  it('because its answer names no audio that we speak: it gets BYE, and is not to be had', async () => {
    const house = await House.open();
    const odd = await house.scriptedPhone(1);
    odd.atOnce = (call) => call.answer({ body: 'v=0\r\n' });
    const caller = house.call();
    await house.run(1000);
    expect(odd.ends).toMatchObject([{ kind: 'bye', by: 'remote', reasons: [{ cause: 65 }] }]);
    expect(house.node.acd.agents.view('beijing-01')?.reason).toBe('phone-unreachable');
    expect(caller.ends).toEqual([]);
    await house.finish();
  });
});

describe('an agent’s phone', () => {
  it('that answers in the turn in which it rings is joined at once', async () => {
    const house = await House.open({ greetingMs: 0 });
    await house.phone(1);
    const caller = house.call();
    await house.run(20);
    expect(caller.hearsAgent).toBe(true);
    await house.finish();
  });

  it('goes off hook when the desktop answers, even when that was pressed before it rang', async () => {
    const house = await House.open({ greetingMs: 0 });
    const phone = await house.scriptedPhone(1);
    house.network.fate = () => [40];
    const caller = house.call();
    await house.run(60);
    expect([house.stateOf('beijing-01'), phone.rung]).toEqual(['ringing', 0]);
    house.node.acd.agents.answer('beijing-01');
    await house.run(1000);
    expect(caller.hearsAgent).toBe(true);
    await house.finish();
  });

  it('that ends the call without its agent’s doing puts the caller back in the queue', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(2000);
    phone.hangUp({ protocol: 'Q.850', cause: 102, text: 'RTP timeout' });
    await house.run(100);
    expect(house.told('CallRequeued')).toMatchObject([{ cause: 'leg-lost' }]);
    expect(caller.ends).toEqual([]);
    await house.phone(2);
    await house.run(500);
    expect(house.told('CallConnected')).toHaveLength(2);
    await house.finish();
  });

  it('that loses its power is asked once it is silent, and its caller goes on to the next agent', async () => {
    const house = await House.open({ limits: { lostMediaMs: 5000 } });
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(2000);
    await phone.unplug();
    await house.run(4500);
    expect(house.stateOf('beijing-01')).toBe('talking');
    await house.run(40_000);
    expect(house.told('CallRequeued')).toMatchObject([{ cause: 'leg-lost', agentId: 'beijing-01' }]);
    expect(caller.ends).toEqual([]);
    await house.finish();
  });

  it('that is only muted keeps its call: it answers when it is asked', async () => {
    const house = await House.open({ limits: { lostMediaMs: 5000 } });
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(2000);
    phone.voice!.close();
    await house.run(60_000);
    expect([caller.ends, phone.ends]).toEqual([[], []]);
    await house.finish();
  });

  it('that begins anew elsewhere is rung where it is now', async () => {
    const house = await House.open();
    const before = await house.scriptedPhone(1);
    before.registration!.stop();
    const again = new ScriptedPhone(house, 1, 60_000);
    again.register();
    await house.run(100);
    house.call();
    await house.run(1000);
    expect([before.rung, again.rung]).toEqual([0, 1]);
    again.stop();
    await house.finish();
  });
});

describe('an agent who signs off by the phone', () => {
  it('while ready is logged out', async () => {
    const house = await House.open();
    const phone = await house.phone(1);
    phone.stop();
    await house.run(100);
    expect(house.stateOf('beijing-01')).toBe('logged-out');
    await house.finish();
  });

  it('while it rings lets the call go on to the next', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    const caller = house.call();
    await house.run(1000);
    await house.phone(2);
    phone.registration!.unregister();
    await house.run(500);
    expect(phone.ends).toMatchObject([{ kind: 'cancelled' }]);
    expect([house.stateOf('beijing-01'), caller.hearsAgent]).toEqual(['logged-out', true]);
    await house.finish();
  });

  it('while talking talks on, and is logged out after it', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(1000);
    phone.registration!.unregister();
    await house.run(500);
    expect([house.stateOf('beijing-01'), caller.ends]).toEqual(['talking', []]);
    caller.hangUp();
    await house.run(1500);
    expect(house.stateOf('beijing-01')).toBe('logged-out');
    await house.finish();
  });

  it('by not refreshing is logged out when the registration has run out', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    await phone.unplug();
    await house.run(302_000);
    expect(house.stateOf('beijing-01')).toBe('logged-out');
    await house.finish();
  });
});

describe('a phone that cannot prove who it is', () => {
  it.each([
    ['a wrong password', 'beijing-01', 'sesame'],
    ['a name that nobody has', 'beijing-99', 'swordfish'],
    ['somebody else’s name', 'beijing-02', 'sesame'],
  ])('by %s reaches no agent’s calls', async (_, user, password) => {
    const house = await House.open();
    const phone = new ScriptedPhone(house, 1);
    phone.register(password, user);
    await house.run(500);
    expect(phone.registerStatuses).toEqual([401]);
    expect(house.node.registrar.counters.challenged).toBeGreaterThan(1);
    expect(['beijing-01', 'beijing-02'].map((id) => house.stateOf(id))).toEqual(['logged-out', 'logged-out']);
    phone.stop();
    await house.finish();
  });
});
