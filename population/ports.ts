import type { Clock } from '../kernel/ports/clock.ts';
import type { Datagrams } from '../kernel/ports/datagram.ts';
import type { Hash } from '../kernel/ports/hash.ts';
import type { Random } from '../kernel/ports/random.ts';
import type { Timers } from '../kernel/ports/timers.ts';

/** What simulated people and their telephones need of the world, real or simulated. */
export interface PopulationPorts {
  readonly datagrams: Datagrams;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly hash: Hash;
}
