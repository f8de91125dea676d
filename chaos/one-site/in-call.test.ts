import { describe, expect, it } from 'vitest';
import { offerAudio, readAudio } from '../../population/voice/session-description.ts';
import { House } from './house.ts';

describe('hold', () => {
  it('by the agent’s phone: the caller hears music, the agent nothing, until it is taken back', async () => {
    const house = await House.open({ audio: 'real' });
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(3000);
    expect(caller.hearsAgent).toBe(true);
    phone.reoffer('sendonly');
    await house.run(1000);
    expect(house.stateOf('beijing-01')).toBe('hold');
    const before = caller.voice!.report().receivedPackets;
    await house.run(1000);
    expect(caller.voice!.report().receivedPackets - before).toBeGreaterThan(45);
    phone.reoffer('sendrecv');
    await house.run(500);
    expect(house.stateOf('beijing-01')).toBe('talking');
    expect(house.story().slice(-2)).toEqual(['CallHeld', 'CallRetrieved']);
    await house.finish();
  });

  it('by the agent, however long, is no silence of the phone', async () => {
    const house = await House.open({ limits: { lostMediaMs: 5000 } });
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    const caller = house.call();
    await house.run(2000);
    phone.reoffer('inactive');
    await house.run(60_000);
    phone.reoffer('sendrecv');
    await house.run(10_000);
    expect([caller.ends, phone.ends, house.stateOf('beijing-01')]).toEqual([[], [], 'talking']);
    await house.finish();
  });

  it.each(['inactive', 'sendonly'] as const)(
    'by the caller (%s), however long and silent, does not cost the call',
    async (direction) => {
      const house = await House.open({ audio: 'real', limits: { lostMediaMs: 5000 } });
      await house.phone(1);
      const caller = house.call();
      await house.run(2500);
      const statuses: number[] = [];
      caller.reoffer(direction, (status) => statuses.push(status));
      house.network.fate = (_from, to) => (to.port >= 20_000 && to.port < 30_000 ? [] : [0.1]);
      await house.run(20_000);
      house.network.fate = () => [0.1];
      caller.reoffer('sendrecv', (status) => statuses.push(status));
      await house.run(4000);
      expect([statuses, caller.ends]).toEqual([[200, 200], []]);
      await house.finish();
    },
  );

  it('on the desktop and then on the phone is one hold', async () => {
    const house = await House.open();
    const phone = await house.scriptedPhone(1);
    phone.atOnce = () => void phone.answer();
    house.call();
    await house.run(2000);
    house.node.acd.agents.hold('beijing-01');
    phone.reoffer('sendonly');
    await house.run(100);
    expect([house.stateOf('beijing-01'), house.told('CallHeld').length]).toEqual(['hold', 1]);
    await house.finish();
  });
});

describe('digits', () => {
  it('by RFC 4733 are told once each', async () => {
    const house = await House.open({ audio: 'real' });
    const caller = house.call();
    await house.run(500);
    caller.voice!.press('10#');
    await house.run(2000);
    expect(house.told('DigitPressed').map(({ digit }) => digit)).toEqual(['1', '0', '#']);
    await house.finish();
  });

  it('by INFO too; what is no digit gets 415 and what it could be', async () => {
    const house = await House.open();
    const caller = house.call();
    await house.run(500);
    const statuses: number[] = [];
    for (const signal of ['5', '*', '11', 'x']) caller.pressByInfo(signal, (status) => statuses.push(status));
    await house.run(500);
    expect(house.told('DigitPressed').map(({ digit }) => digit)).toEqual(['5', '*', '#']);
    expect(statuses).toEqual([200, 200, 200, 415]);
    await house.finish();
  });

  it('beyond a thousand are answered and not told', async () => {
    const house = await House.open();
    const caller = house.call();
    await house.run(500);
    for (let press = 0; press < 1010; press++) caller.pressByInfo('1');
    await house.run(2000);
    expect(house.told('DigitPressed')).toHaveLength(1000);
    await house.finish();
  });
});

describe('an INVITE without an offer', () => {
  it('gets ours in the 200; the greeting begins with the answer in the ACK', async () => {
    const house = await House.open({ audio: 'real' });
    await house.phone(1);
    const caller = house.call({ body: '' });
    await house.run(2500);
    expect(caller.hearsAgent).toBe(true);
    await house.finish();
  });

  it('whose ACK bears no answer either is ended, with that for its reason', async () => {
    const house = await House.open();
    const caller = house.call({ body: '', answerInAck: '' });
    await house.run(1000);
    expect(caller.reason).toBe('Q.850 65 no-common-codec');
    expect(house.told('CallEnded')).toMatchObject([{ outcome: 'failed', reason: 'no-common-codec' }]);
    await house.finish();
  });
});

describe('a re-INVITE', () => {
  it('to another address moves the audio there', async () => {
    const house = await House.open({ audio: 'real' });
    const caller = house.call();
    await house.run(1000);
    const elsewhere = await house.voices.open(700, [1000]);
    caller.call!.reinvite({ body: offerAudio(elsewhere!.local) }, (result) => {
      if (result.kind !== 'response') return;
      elsewhere!.agree(readAudio(Buffer.from(result.response.body).toString())!);
      elsewhere!.speak();
    });
    await house.run(1000);
    expect(elsewhere!.report().receivedPackets).toBeGreaterThan(40);
    elsewhere!.close();
    await house.finish();
  });

  it('without an offer gets a whole one of ours, also while held', async () => {
    const house = await House.open();
    const caller = house.call();
    await house.run(1000);
    caller.reoffer('inactive');
    await house.run(100);
    const offers: string[] = [];
    caller.call!.reinvite({}, (result) => {
      if (result.kind === 'response') offers.push(Buffer.from(result.response.body).toString());
    });
    await house.run(100);
    expect(offers).toHaveLength(1);
    expect(offers[0]).toMatch(/m=audio \d+ RTP\/AVP 8 0 101\r\n/);
    expect(offers[0]).toContain('a=sendrecv');
    await house.finish();
  });

  it('without an offer takes the answer of its ACK: the held caller hears the music again', async () => {
    const house = await House.open({ audio: 'real' });
    const caller = house.call();
    await house.run(1000);
    caller.reoffer('inactive');
    await house.run(500);
    const [held] = [caller.voice!.report().receivedPackets];
    await house.run(500);
    expect(caller.voice!.report().receivedPackets).toBe(held);
    caller.call!.reinvite({}, () => {});
    await house.run(1000);
    expect(caller.voice!.report().receivedPackets - held).toBeGreaterThan(45);
    await house.finish();
  });

  it('that offers nothing we speak gets 488, and the call stays as it was', async () => {
    const house = await House.open({ audio: 'real' });
    const phone = await house.phone(1);
    const caller = house.call();
    await house.run(2500);
    let status = 0;
    const g729 = offerAudio(caller.voice!.local).replace('RTP/AVP 8 0 101', 'RTP/AVP 18');
    caller.call!.reinvite({ body: g729 }, (result) => {
      if (result.kind === 'response') status = result.response.status;
    });
    const before = caller.voice!.report().packetsSinceTone;
    await house.run(1000);
    expect([status, phone.state]).toEqual([488, 'talking']);
    expect(caller.voice!.report().packetsSinceTone - before).toBeGreaterThan(45);
    await house.finish();
  });
});
