import { describe, expect, it } from 'vitest';
import { House } from './house.ts';

describe('a caller who hangs up', () => {
  it('before the answer, while the gateway opens a leg, gets 487, and the leg is given back', async () => {
    const house = await House.open({ legTakesMs: 100 });
    const caller = house.call();
    await house.run(50);
    caller.hangUp();
    await house.run(200);
    expect(caller.end).toMatchObject({ kind: 'cancelled' });
    expect(house.story()).toEqual(['CallArrived', 'CallEnded']);
    expect(house.told('CallEnded')).toMatchObject([{ outcome: 'short-abandoned', endedBy: 'caller' }]);
    await house.finish();
  });

  it('while a router is asked about it was a call all the same, and its decision is not left waiting', async () => {
    const routerAnswer = { callId: 'call-r', decisionId: 'decision-r', callType: 'sales', queue: 'sales' };
    for (const options of [{}, { routerAnswer, routerTakesMs: 200 }]) {
      const house = await House.open(options);
      const caller = house.call({ token: '' });
      await house.run(100);
      caller.hangUp();
      await house.run(1000);
      expect(house.story()).toEqual(['CallArrived', 'CallEnded']);
      expect(house.told('CallEnded')).toMatchObject([{ outcome: 'short-abandoned', endedBy: 'caller' }]);
      await house.finish();
    }
  });

  it('in the greeting never gets to the queue', async () => {
    const house = await House.open();
    await house.phone(1);
    const caller = house.call();
    await house.run(300);
    caller.hangUp();
    await house.run(1000);
    expect(house.story()).toEqual(['CallArrived', 'CallAnswered', 'CallEnded']);
    await house.finish();
  });

  it('in the queue is abandoned, short or not', async () => {
    const house = await House.open();
    const [hasty, patient] = [house.call(), house.call()];
    await house.run(3000);
    hasty.hangUp();
    await house.run(7000);
    patient.hangUp();
    await house.run(100);
    expect(house.told('CallEnded').map(({ outcome }) => outcome)).toEqual(['short-abandoned', 'abandoned']);
    await house.finish();
  });

  it('while a phone rings stops it ringing, and its agent is ready', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    const caller = house.call();
    await house.run(1000);
    expect([phone.rung, house.stateOf('beijing-01')]).toEqual([1, 'ringing']);
    caller.hangUp();
    await house.run(100);
    expect(phone.ends).toMatchObject([{ kind: 'cancelled', by: 'remote' }]);
    expect(house.stateOf('beijing-01')).toBe('ready');
    await house.finish();
  });

  it('just as the phone answers leaves nobody joined', async () => {
    for (let lateMs = 0; lateMs <= 12; lateMs++) {
      const house = await House.open({ greetingMs: 0 });
      house.network.fate = () => [5];
      const phone = await house.scriptedPhone(1);
      const caller = house.call();
      await house.run(30);
      void phone.answer();
      await house.run(lateMs);
      caller.hangUp();
      await house.run(200);
      expect(phone.ends, `${lateMs} ms`).toHaveLength(1);
      expect(house.told('CallEnded'), `${lateMs} ms`).toHaveLength(1);
      expect(house.stateOf('beijing-01'), `${lateMs} ms`).toMatch(/^(ready|work-ready)$/);
      await house.finish();
    }
  });

  it('while talking ends the agent’s leg, and after-call work begins', async () => {
    const house = await House.open();
    const phone = await house.phone(1);
    const caller = house.call();
    await house.run(2000);
    expect(caller.hearsAgent).toBe(true);
    caller.hangUp();
    await house.run(100);
    expect([phone.state, house.stateOf('beijing-01')]).toEqual(['idle', 'work-ready']);
    await house.run(1000);
    expect(house.stateOf('beijing-01')).toBe('ready');
    await house.finish();
  });

  it('by no wish of theirs, the line having died, is told with the cause', async () => {
    const house = await House.open();
    await house.phone(1);
    const caller = house.call();
    await house.run(2000);
    caller.hangUp({ protocol: 'Q.850', cause: 102, text: 'recovery on timer expiry' });
    await house.run(100);
    expect(house.told('CallEnded')).toMatchObject([
      { outcome: 'answered', endedBy: 'system', q850: 102, reason: 'carrier-q850-102' },
    ]);
    await house.finish();
  });

  it('is known by a cause of 31 too, as many carriers write it', async () => {
    const house = await House.open();
    const caller = house.call();
    await house.run(2000);
    caller.hangUp({ protocol: 'Q.850', cause: 31, text: 'normal, unspecified' });
    await house.run(100);
    expect(house.told('CallEnded')).toMatchObject([{ outcome: 'short-abandoned', endedBy: 'caller' }]);
    await house.finish();
  });
});

describe('a call that another site took', () => {
  it('ends here with that for its reason', async () => {
    const house = await House.open({ legTakesMs: 100 });
    const caller = house.call();
    await house.run(50);
    caller.hangUp({ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' });
    await house.run(200);
    expect(house.told('CallEnded')).toMatchObject([{ endedBy: 'system', reason: 'completed-elsewhere' }]);
    await house.finish();
  });
});

describe('an agent who hangs up', () => {
  it('ends the call, and the caller gets BYE', async () => {
    const house = await House.open();
    const phone = await house.phone(1);
    const caller = house.call();
    await house.run(2000);
    phone.hangUp();
    await house.run(100);
    expect(caller.end).toMatchObject({ kind: 'bye', by: 'remote' });
    expect(caller.reason).toBe('Q.850 16 normal');
    expect(house.told('CallEnded')).toMatchObject([{ outcome: 'answered', endedBy: 'agent' }]);
    await house.finish();
  });

  it('on the desktop does the same', async () => {
    const house = await House.open();
    const phone = await house.phone(1);
    const caller = house.call();
    await house.run(2000);
    house.node.acd.agents.hangUp('beijing-01');
    await house.run(100);
    expect([phone.state, caller.end?.kind]).toEqual(['idle', 'bye']);
    await house.finish();
  });

  it('at the same moment as the caller ends one call once', async () => {
    const house = await House.open();
    house.network.fate = () => [5];
    const phone = await house.phone(1);
    const caller = house.call();
    await house.run(2000);
    phone.hangUp();
    caller.hangUp();
    await house.run(200);
    expect(house.told('CallEnded')).toHaveLength(1);
    await house.finish();
  });
});

describe('a caller whose media stops', () => {
  it('never having sent any, is given up after a long while', async () => {
    const house = await House.open({ limits: { noMediaMs: 30_000 } });
    const mute = house.call({ body: deafOffer });
    await house.run(28_000);
    expect(mute.ends).toEqual([]);
    await house.run(6000);
    expect(mute.reason).toBe('Q.850 102 no media');
    expect(house.told('CallEnded')).toMatchObject([
      { outcome: 'failed', endedBy: 'system', q850: 102, reason: 'no-media' },
    ]);
    await house.finish();
  });

  it('after it was heard, sooner; a sound in between saves the call', async () => {
    const house = await House.open({ audio: 'real', limits: { lostMediaMs: 6000 } });
    const caller = house.call();
    await house.run(1000);
    let isSilent = true;
    house.network.fate = (_from, to) => (isSilent && to.port < 30_000 && to.port >= 20_000 ? [] : [0.1]);
    await house.run(5000);
    isSilent = false;
    await house.run(1000);
    isSilent = true;
    await house.run(5000);
    expect(caller.ends).toEqual([]);
    await house.run(2500);
    expect(caller.reason).toBe('Q.850 102 no media');
    await house.finish();
  });

  it('whose ACK never comes is ended when SIP says so', async () => {
    const house = await House.open();
    house.network.fate = (from) => (from.host === '127.0.0.1' && house.time.monoMs() > 0.05 ? [] : [0.1]);
    const caller = house.call();
    await house.run(33_000);
    expect(house.told('CallEnded')).toMatchObject([{ reason: 'dialog-no-ack', q850: 102 }]);
    expect(caller.end).toMatchObject({ kind: 'bye', by: 'remote' });
    house.network.fate = () => [0.1];
    await house.finish();
  });
});

/** Audio on a port from which nothing is ever sent. */
const deafOffer = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 9998 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  '',
].join('\r\n');
