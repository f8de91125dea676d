import { describe, expect, it } from 'vitest';
import { agentToneHz, callerToneHz } from '../../kernel/audio/tones.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { Voice } from './voice.ts';
import { Voices } from './voices.ts';

async function set() {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(9);
  const network = new SimulatedNetwork(time, random);
  const ports = { datagrams: network.datagrams, clock: time, timers: time, random };
  const voices = new Voices(ports, { host: '10.0.0.1', portMin: 20_000, portMax: 20_011, restMs: 500 });
  const caller = (await voices.open(callerToneHz, [agentToneHz, callerToneHz]))!;
  const agent = (await voices.open(agentToneHz, [callerToneHz]))!;
  const meet = (a: Voice, b: Voice, law: 'PCMA' | 'PCMU' = 'PCMA') => {
    a.agree({ address: b.local, law, telephoneEvent: 101 });
    b.agree({ address: a.local, law, telephoneEvent: 101 });
  };
  return { time, network, voices, caller, agent, meet };
}

describe('a voice', () => {
  it('is heard from the first packet on, in either law', async () => {
    for (const law of ['PCMA', 'PCMU'] as const) {
      const { time, caller, agent, meet } = await set();
      meet(caller, agent, law);
      const heard: string[] = [];
      caller.listen({ onTone: (hz) => heard.push(`${hz} at ${Math.round(time.monoMs())}`) });
      await time.runAsync(7);
      agent.speak();
      await time.runAsync(1000);
      expect(heard).toEqual(['1000 at 7']);
      expect(caller.report()).toMatchObject({ packetsSinceTone: 50, lostPackets: 0, sentPackets: 0 });
    }
  });

  it('presses keys between its tones, each heard once', async () => {
    const { time, network, caller, agent, meet } = await set();
    meet(caller, agent);
    network.fate = (_from, _to, random) => (random.unit() < 0.2 ? [] : [1]);
    const digits: string[] = [];
    agent.listen({ onDigit: (digit) => digits.push(digit) });
    caller.speak();
    caller.press('2580#');
    await time.runAsync(3000);
    expect(digits.join('')).toBe('2580#');
  });

  it('hears its own tone come back from a phone that echoes', async () => {
    const { time, network, caller } = await set();
    const echo = network.bind({ host: '10.0.0.9', port: 6000 });
    echo.onDatagram((packet, from) => echo.send(packet, from));
    caller.agree({ address: echo.local, law: 'PCMU', telephoneEvent: undefined });
    const heard: number[] = [];
    caller.listen({ onTone: (hz) => heard.push(hz) });
    caller.speak();
    await time.runAsync(200);
    expect(heard).toEqual([callerToneHz]);
  });

  it('tells once when its line is dead', async () => {
    const { time, caller, agent, meet } = await set();
    meet(caller, agent);
    let dead = 0;
    caller.listen({ onDeadAir: () => (dead += 1) }, 3000);
    caller.speak();
    agent.speak();
    await time.runAsync(10_000);
    expect(dead).toBe(0);
    agent.close();
    await time.runAsync(2900);
    expect(dead).toBe(0);
    await time.runAsync(10_000);
    expect(dead).toBe(1);
  });

  it('says nothing and hears nothing after it is closed, and its port serves another', async () => {
    const { time, network, voices, caller, agent, meet } = await set();
    meet(caller, agent);
    caller.listen({ onTone: () => expect.unreachable() });
    caller.speak();
    caller.close();
    caller.close();
    agent.speak();
    await time.runAsync(600);
    expect(network.sent.filter(({ from }) => from.port === caller.local.port)).toHaveLength(1);
    const others = await Promise.all(Array.from({ length: 6 }, () => voices.open(700, [])));
    expect(others.map((voice) => voice?.local.port)).toContain(caller.local.port);
    expect(others.at(-1)).toBeUndefined();
  });

  it('takes any bytes without harm', async () => {
    const { time, network, caller } = await set();
    const random = new SimulatedRandom(2);
    for (let i = 0; i < 5000; i++) {
      const bytes = random.bytes(Math.floor(random.unit() * 200));
      if (bytes.length > 0 && i % 2) bytes[0] = 0x80;
      network.carry({ host: '10.6.6.6', port: 1 }, caller.local, bytes);
    }
    await time.runAsync(100);
    expect(caller.report().tone).toBeUndefined();
  });
});
