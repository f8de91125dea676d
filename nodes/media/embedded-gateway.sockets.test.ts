import { afterEach, describe, expect, it } from 'vitest';
import { payloadTypeOfLaw } from '../../kernel/audio/g711.ts';
import { ToneDetector } from '../../kernel/audio/tone-detector.ts';
import { toneFrames } from '../../kernel/audio/tones.ts';
import type { DatagramSocket } from '../../kernel/ports/datagram.ts';
import { OutboundStream } from '../../kernel/rtp/outbound-stream.ts';
import { SimulatedIds, SimulatedRandom } from '../../kernel/simulated/random.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { createUdpDatagrams } from '../../platform/sockets/udp-datagrams.ts';
import { openEmbeddedGateway } from './embedded-gateway.ts';
import type { MediaGateway, MediaLeg } from './gateway.ts';

const open: (DatagramSocket | MediaGateway)[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe('the embedded media gateway on real sockets', () => {
  it('plays at an even pace and relays 20 calls without loss', async () => {
    const datagrams = createUdpDatagrams({ receiveBufferBytes: 200_000 });
    const gateway = await openEmbeddedGateway(
      {
        datagrams,
        clock: systemClock,
        timers: systemTimers,
        random: new SimulatedRandom(3),
        ids: new SimulatedIds('test'),
      },
      { host: '127.0.0.1', portMin: 23_000, portMax: 23_199, warmPorts: 40 },
    );
    open.push(gateway);

    const heard: { packets: number; tone: number }[] = [];
    const senders: (() => void)[] = [];
    const legs: MediaLeg[] = [];
    const detector = new ToneDetector(1000);
    const tone = toneFrames(1000);
    for (let i = 0; i < 40; i++) {
      const socket = await datagrams.bind({ host: '127.0.0.1', port: 0 });
      open.push(socket);
      const count = { packets: 0, tone: 0 };
      heard.push(count);
      socket.onDatagram((packet) => {
        count.packets += 1;
        if (detector.hears('PCMU', packet, 12) || detector.hears('PCMA', packet, 12)) count.tone += 1;
      });
      const codec = i % 2 ? 'PCMU' : 'PCMA';
      const leg = await gateway.createLeg({
        remote: { address: socket.local, codecs: [codec], telephoneEvent: 101, direction: 'sendrecv' },
      });
      const stream = new OutboundStream(new SimulatedRandom(i));
      let frame = 0;
      senders.push(() => {
        frame += 1;
        const packet = stream.own(tone[codec][0]!, payloadTypeOfLaw[codec], frame, systemClock.monoMs());
        socket.send(packet, leg.local.address);
      });
      legs.push(leg);
    }
    for (const leg of legs) leg.play('music');
    await new Promise<void>((resolve) => systemTimers.after(1010, resolve));
    for (const count of heard) {
      expect(count.packets).toBeGreaterThanOrEqual(47);
      expect(count.packets).toBeLessThanOrEqual(51);
      expect(count.tone).toBe(0);
      count.packets = 0;
    }

    for (let i = 0; i < legs.length; i += 2) gateway.join(legs[i]!, legs[i + 1]!);
    for (let beat = 0; beat < 50; beat++) {
      for (const send of senders) send();
      await new Promise<void>((resolve) => systemTimers.after(10, resolve));
    }
    await new Promise<void>((resolve) => systemTimers.after(50, resolve));
    // Whatever of the music was still on its way when the parties were joined comes on top.
    for (const count of heard) {
      expect(count.tone).toBe(50);
      expect(count.packets).toBeLessThanOrEqual(51);
    }
    expect(gateway.stats().relayedPackets).toBe(40 * 50);
  });
});
