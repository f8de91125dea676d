import { afterEach, describe, expect, it } from 'vitest';
import { lawOfPayloadType } from '../../kernel/audio/g711.ts';
import { ToneDetector } from '../../kernel/audio/tone-detector.ts';
import { toneFrames } from '../../kernel/audio/tones.ts';
import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import { OutboundStream } from '../../kernel/rtp/outbound-stream.ts';
import { markerOf, payloadTypeOf, sequenceOf, ssrcOf, timestampOf } from '../../kernel/rtp/packet.ts';
import { DigitSender } from '../../kernel/rtp/telephone-event.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedIds, SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { type EmbeddedGatewayOptions, openEmbeddedGateway } from './embedded-gateway.ts';
import type { Codec, MediaDescription, MediaGateway } from './gateway.ts';

/** A telephone: sends a tone every 20 ms and keeps what it hears. */
class Phone {
  readonly heard: Uint8Array[] = [];
  readonly #socket: DatagramSocket;
  readonly #stream: OutboundStream;
  readonly #keys = new DigitSender();
  readonly codec: Codec;
  talking = true;

  constructor(socket: DatagramSocket, time: SimulatedTime, hz: number, codec: Codec, to: () => Address) {
    this.#socket = socket;
    this.codec = codec;
    this.#stream = new OutboundStream(new SimulatedRandom(hz));
    socket.onDatagram((packet) => this.heard.push(packet));
    const payloadType = codec === 'PCMA' ? 8 : 0;
    const tone = toneFrames(hz)[codec][0]!;
    let frame = 0;
    time.every(20, () => {
      if (!this.talking) return;
      frame += 1;
      const events = this.#keys.packetsFor(frame);
      if (!events) socket.send(this.#stream.own(tone, payloadType, frame, time.monoMs()), to());
      for (const event of events ?? []) {
        socket.send(this.#stream.own(event.payload, 101, event.frame, time.monoMs(), event.marker), to());
      }
    });
  }

  press(digits: string): void {
    this.#keys.press(digits);
  }

  get description(): MediaDescription {
    return {
      address: this.#socket.local,
      codecs: [this.codec],
      telephoneEvent: 101,
      direction: 'sendrecv',
    };
  }

  /** The tone of the last packet heard. */
  hears(hz: number): boolean {
    const packet = this.heard.at(-1);
    const law = packet && lawOfPayloadType(payloadTypeOf(packet));
    return law !== undefined && new ToneDetector(hz).hears(law, packet!, 12);
  }
}

const opened: MediaGateway[] = [];
afterEach(async () => {
  for (const gateway of opened.splice(0)) await gateway.close();
});

async function set(options: Partial<EmbeddedGatewayOptions> = {}) {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(42);
  const network = new SimulatedNetwork(time, random);
  const gateway = await openEmbeddedGateway(
    { datagrams: network.datagrams, clock: time, timers: time, random, ids: new SimulatedIds('test') },
    { host: '10.1.0.1', portMin: 20_000, portMax: 20_019, warmPorts: 4, ...options },
  );
  opened.push(gateway);
  const phone = (hz: number, codec: Codec, to: () => Address, host = `10.2.0.${hz % 200}`) =>
    new Phone(network.bind({ host, port: 0 }), time, hz, codec, to);
  return { time, network, gateway, phone };
}

/** A caller with A-law and an agent with µ-law, each on a leg. */
async function twoParties(options: Partial<EmbeddedGatewayOptions> = {}) {
  const house = await set(options);
  let toCaller: Address = { host: '0.0.0.0', port: 1 };
  const caller = house.phone(700, 'PCMA', () => toCaller);
  const callerLeg = await house.gateway.createLeg({ remote: caller.description });
  toCaller = callerLeg.local.address;
  const agentLeg = await house.gateway.createLeg();
  const agent = house.phone(1000, 'PCMU', () => agentLeg.local.address);
  agentLeg.setRemote(agent.description);
  return { ...house, caller, callerLeg, agent, agentLeg };
}

describe('the embedded media gateway', () => {
  it('answers an offer with one law of it and its digits’ payload type', async () => {
    const { gateway } = await set();
    const address = { host: '10.2.0.1', port: 6000 };
    const leg = await gateway.createLeg({
      remote: { address, codecs: ['PCMU', 'PCMA'], telephoneEvent: 96, direction: 'sendonly' },
    });
    expect(leg.codec).toBe('PCMU');
    expect(leg.local).toMatchObject({ codecs: ['PCMU'], telephoneEvent: 96, direction: 'recvonly' });
    expect(leg.local.address.port % 2).toBe(0);
  });

  it('refuses an offer without a law that it takes, and keeps no port for it', async () => {
    const { gateway } = await set();
    const address = { host: '10.2.0.1', port: 6000 };
    const remote: MediaDescription = {
      address,
      codecs: [],
      telephoneEvent: undefined,
      direction: 'sendrecv',
    };
    await expect(gateway.createLeg({ remote })).rejects.toMatchObject({ code: 'no-common-codec' });
    expect(gateway.stats().legs).toBe(0);
  });

  it('says so when no port is left, and serves again after a leg was released and its port has rested', async () => {
    const { gateway, time } = await set({ portMax: 20_003, portRestMs: 1000 });
    const first = await gateway.createLeg();
    await gateway.createLeg();
    await expect(gateway.createLeg()).rejects.toMatchObject({ code: 'no-ports', retriable: true });
    first.release();
    first.release();
    await expect(gateway.createLeg()).rejects.toMatchObject({ code: 'no-ports' });
    await time.runAsync(1100);
    expect((await gateway.createLeg()).local.address.port).toBe(20_000);
    expect(gateway.stats()).toMatchObject({ legs: 2, legsMax: 2, legsRefused: 2 });
  });

  it('greets, tells when the greeting is over, then plays music: one stream throughout', async () => {
    const { time, caller, callerLeg } = await twoParties({ greetingMs: 200 });
    caller.heard.length = 0;
    callerLeg.play('greeting', () => callerLeg.play('music'));
    await time.runAsync(1000);
    expect(caller.heard.length).toBeGreaterThan(45);
    expect(new Set(caller.heard.map(ssrcOf)).size).toBe(1);
    const sequences = caller.heard.map(sequenceOf);
    expect(sequences.slice(1).every((s, i) => ((s - sequences[i]!) & 0xffff) === 1)).toBe(true);
    expect(caller.heard.filter(markerOf)).toHaveLength(2);
    expect(caller.heard.every((packet) => payloadTypeOf(packet) === 8)).toBe(true);
  });

  it('joins two parties of different laws, each hearing the other in its own', async () => {
    const { time, gateway, caller, callerLeg, agent, agentLeg } = await twoParties();
    callerLeg.play('music');
    await time.runAsync(500);
    expect([caller.hears(700), caller.hears(1000)]).toEqual([false, false]);
    gateway.join(callerLeg, agentLeg);
    await time.runAsync(500);
    expect([caller.hears(1000), agent.hears(700)]).toEqual([true, true]);
    expect(payloadTypeOf(caller.heard.at(-1)!)).toBe(8);
    expect(payloadTypeOf(agent.heard.at(-1)!)).toBe(0);
    const times = caller.heard.map(timestampOf);
    const sequences = caller.heard.map(sequenceOf);
    expect(sequences.slice(1).every((s, i) => ((s - sequences[i]!) & 0xffff) === 1)).toBe(true);
    expect(times.slice(1).every((t, i) => ((t - times[i]!) | 0) > 0)).toBe(true);
  });

  it('holds with music and retrieves', async () => {
    const { time, gateway, caller, callerLeg, agent, agentLeg } = await twoParties();
    gateway.join(callerLeg, agentLeg);
    await time.runAsync(100);
    gateway.hold(callerLeg);
    await time.runAsync(300);
    expect([caller.hears(1000), agent.hears(700)]).toEqual([false, false]);
    expect(agentLeg.stats().sentPackets).toBeGreaterThan(15);
    gateway.retrieve(callerLeg);
    await time.runAsync(100);
    expect([caller.hears(1000), agent.hears(700)]).toEqual([true, true]);
  });

  it('parts the old partner when a leg is joined to another', async () => {
    const { time, gateway, phone, caller, callerLeg, agent, agentLeg } = await twoParties();
    const secondLeg = await gateway.createLeg();
    const second = phone(1500, 'PCMA', () => secondLeg.local.address);
    secondLeg.setRemote(second.description);
    gateway.join(callerLeg, agentLeg);
    await time.runAsync(100);
    gateway.join(callerLeg, secondLeg);
    await time.runAsync(100);
    expect([caller.hears(1500), second.hears(700), agent.hears(700)]).toEqual([true, true, false]);
    secondLeg.release();
    await time.runAsync(100);
    expect(caller.hears(1500)).toBe(false);
  });

  it('reports each digit once, and passes digits on under the other side’s payload type', async () => {
    const { time, network, gateway, callerLeg, caller, agent, agentLeg } = await twoParties();
    agentLeg.setRemote({ ...agent.description, telephoneEvent: 110 });
    gateway.join(callerLeg, agentLeg);
    const digits: string[] = [];
    callerLeg.onDigit((digit) => digits.push(digit));
    network.fate = (_from, _to, random) => (random.unit() < 0.2 ? [] : random.unit() < 0.2 ? [1, 3] : [1]);
    caller.press('0123456789*#');
    await time.runAsync(4000);
    expect(digits.join('')).toBe('0123456789*#');
    expect(agent.heard.some((packet) => payloadTypeOf(packet) === 110)).toBe(true);
    expect(agent.heard.some((packet) => payloadTypeOf(packet) === 101)).toBe(false);
  });

  it('tells a silence once, and when it is over', async () => {
    const { time, caller, callerLeg } = await twoParties();
    const told: string[] = [];
    callerLeg.onSilence((silentMs) => told.push(`silent ${silentMs >= 3000 && silentMs < 3600}`));
    callerLeg.onSound(() => told.push('sound'));
    await time.runAsync(5000);
    caller.talking = false;
    await time.runAsync(9000);
    caller.talking = true;
    await time.runAsync(500);
    expect(told).toEqual(['silent true', 'sound']);
  });

  it('misses nobody who said that he would not send', async () => {
    const { gateway, time } = await set();
    const address = { host: '10.2.0.1', port: 6000 };
    const leg = await gateway.createLeg({
      remote: { address, codecs: ['PCMA'], telephoneEvent: undefined, direction: 'recvonly' },
    });
    let silences = 0;
    leg.onSilence(() => (silences += 1));
    await time.runAsync(10_000);
    expect(silences).toBe(0);
  });

  it('sends nothing to a party on hold by SDP', async () => {
    const { time, caller, callerLeg } = await twoParties();
    callerLeg.setRemote({ ...caller.description, direction: 'sendonly' });
    callerLeg.play('music');
    await time.runAsync(500);
    expect(caller.heard).toHaveLength(0);
  });

  it('gives no stranger the audio of a call, and counts what he sends', async () => {
    const { time, gateway, phone, caller, callerLeg, agentLeg, agent } = await twoParties();
    gateway.join(callerLeg, agentLeg);
    const thief = phone(1700, 'PCMA', () => callerLeg.local.address, '10.66.6.6');
    await time.runAsync(2000);
    expect(thief.heard).toHaveLength(0);
    expect([caller.hears(1000), agent.hears(700)]).toEqual([true, true]);
    expect(callerLeg.stats().strayPackets).toBeGreaterThan(90);
    expect(callerLeg.stats().lostPackets).toBe(0);
  });

  it('takes any bytes at all on its ports, and the call goes on', async () => {
    const { time, network, gateway, caller, callerLeg, agent, agentLeg } = await twoParties();
    gateway.join(callerLeg, agentLeg);
    await time.runAsync(100);
    const random = new SimulatedRandom(1);
    const callerSocket = { host: caller.description.address.host, port: caller.description.address.port };
    for (let i = 0; i < 10_000; i++) {
      const bytes = random.bytes(Math.floor(random.unit() * 60));
      if (bytes.length > 1 && i % 2) bytes[0] = 0x80 | (bytes[0]! & 0x3f);
      if (bytes.length > 1 && i % 3 === 0) bytes[1] = [0, 8, 101][i % 9 === 0 ? 2 : i % 2]!;
      network.carry(callerSocket, callerLeg.local.address, bytes);
    }
    await time.runAsync(1000);
    expect(gateway.stats().badPackets).toBeGreaterThan(3000);
    expect([caller.hears(1000), agent.hears(700)]).toEqual([true, true]);
  });

  it('calls no listener and sends nothing after release', async () => {
    const { time, network, gateway, callerLeg, agentLeg, caller } = await twoParties();
    gateway.join(callerLeg, agentLeg);
    await time.runAsync(100);
    callerLeg.onSilence(() => expect.unreachable());
    callerLeg.onDigit(() => expect.unreachable());
    callerLeg.release();
    callerLeg.play('music');
    callerLeg.setRemote(caller.description);
    gateway.join(callerLeg, agentLeg);
    const { host, port } = callerLeg.local.address;
    await time.runAsync(10);
    const before = network.sent.filter(({ from }) => from.host === host && from.port === port).length;
    await time.runAsync(5000);
    const after = network.sent.filter(({ from }) => from.host === host && from.port === port).length;
    expect(after).toBe(before);
  });
});
