import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Fate } from '../../kernel/simulated/network.ts';

/** How bad the network between any two hosts is at the moment. */
export interface Roughness {
  /** Share of datagrams lost, sent twice, and late by up to `lateMs`. */
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
  readonly lateMs: number;
}

export const smooth: Roughness = { lost: 0, repeated: 0, late: 0, lateMs: 0 };

/** Between two cities, and within one, ms; some of it by chance. */
const farMs = 8;
const nearMs = 0.3;
const jitterMs = 0.5;

/** Which host reaches which, and how: the ground on which the cluster stands. */
export class Terrain {
  roughness: Roughness = smooth;
  /** Hosts cut off from all others. */
  readonly isolated = new Set<string>();
  /** Hosts without power: they don't even say that nobody listens. */
  readonly dark = new Set<string>();

  passes(from: string, to: string): boolean {
    if (from === to) return true;
    return !this.isolated.has(from) && !this.isolated.has(to) && !this.dark.has(from) && !this.dark.has(to);
  }

  /** One way, ms. */
  lateMs(from: string, to: string, random: Random): number {
    return (from === to ? nearMs : farMs) + jitterMs * random.unit();
  }

  readonly fate: Fate = (from: Address, to: Address, random: Random) => {
    if (!this.passes(from.host, to.host)) return [];
    const { lost, repeated, late, lateMs } = this.roughness;
    const baseMs = this.lateMs(from.host, to.host, random);
    if (lost > 0 && random.unit() < lost) return [];
    const onceMs = late > 0 && random.unit() < late ? baseMs + lateMs * random.unit() : baseMs;
    return repeated > 0 && random.unit() < repeated ? [onceMs, onceMs + lateMs * random.unit()] : [onceMs];
  };
}
