import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { systemHash } from '../platform/hash/system-hash.ts';
import { systemRandom } from '../platform/random/system-random.ts';
import { createUdpDatagrams } from '../platform/sockets/udp-datagrams.ts';
import type { PopulationPorts } from '../population/ports.ts';

/** Real callers and phones, in this process. */
export function populationPorts(): PopulationPorts {
  return {
    datagrams: createUdpDatagrams({ receiveBufferBytes: 1024 * 1024 }),
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    hash: systemHash,
  };
}
