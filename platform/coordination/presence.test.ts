import { expect, it } from 'vitest';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { openMemoryEngines } from '../embedded/engines.ts';
import { LocalChannel } from '../embedded/local-channel.ts';
import { EmbeddedCoordination } from './embedded-coordination.ts';
import { Presence, presencePrefix, readPresence } from './presence.ts';

const about = {
  process: 'beijing.node',
  role: 'node',
  site: 'beijing',
  pid: 7,
  boot: '3-abcdef',
  addresses: { sip: '127.0.1.1:5060' },
};

function world() {
  const time = new SimulatedTime();
  const ports = { clock: time, timers: time, random: new SimulatedRandom(1) };
  const engines = openMemoryEngines(ports);
  const channel = new LocalChannel(engines, ports);
  const presence = new Presence(new EmbeddedCoordination(channel), time, about);
  const shown = () => readPresence(engines.coordination.get(`${presencePrefix}beijing.node`)?.value ?? '');
  return { time, channel, presence, shown };
}

it('a process shows that it lives, for as long as it does', async () => {
  const { time, presence, shown } = world();
  await time.runAsync(100);
  expect(shown()).toEqual(about);
  await time.runAsync(30_000);
  expect(shown()).toEqual(about);
  await presence.close();
  await time.runAsync(100);
  expect(shown()).toBeUndefined();
});

it('a process that coordination lost sight of shows itself again when it is back', async () => {
  const { time, channel, presence, shown } = world();
  await time.runAsync(100);
  channel.cut();
  await time.runAsync(5000);
  expect(shown()).toBeUndefined();
  channel.mend();
  await time.runAsync(5000);
  expect(shown()).toEqual(about);
  expect(presence.counters.lost).toBeGreaterThan(0);
});

it('what somebody else wrote is no presence', () => {
  expect(readPresence('{')).toBeUndefined();
  expect(readPresence('{"process":"x"}')).toBeUndefined();
  expect(readPresence('7')).toBeUndefined();
});
