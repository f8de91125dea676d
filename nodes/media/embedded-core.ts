import type { Frames } from '../../kernel/audio/tones.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { FramePacer } from '../../kernel/rtp/pacer.ts';
import type { EmbeddedLeg } from './embedded-leg.ts';
import type { Treatment } from './gateway.ts';
import type { PacketSourceOptions } from './packet-source.ts';

/** What the legs of one embedded gateway share. */
export interface GatewayCore {
  readonly clock: Clock;
  readonly random: Random;
  readonly pacer: FramePacer;
  readonly sourceOptions: PacketSourceOptions;
  readonly counts: PacketCounts;
  frames(treatment: Treatment): Frames;
  forget(leg: EmbeddedLeg): void;
}

/** Over all legs since the start. */
export interface PacketCounts {
  receivedPackets: number;
  relayedPackets: number;
  sentPackets: number;
  strayPackets: number;
  badPackets: number;
}
