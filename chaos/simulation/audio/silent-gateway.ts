import type { Address } from '../../../kernel/ports/datagram.ts';
import {
  type GatewayStats,
  type LegRequest,
  MediaError,
  type MediaGateway,
  type MediaLeg,
} from '../../../nodes/media/gateway.ts';
import type { SimulatedProcess } from '../simulated-process.ts';
import type { AudioWorld } from './audio-world.ts';
import { SilentLeg } from './silent-leg.ts';

export interface SilentGatewayOptions {
  readonly host: string;
  readonly portMin: number;
  readonly portMax: number;
  readonly greetingMs: number;
}

/**
 * A media gateway that sends no packet: the same interface and the same promises as the embedded one, at
 * none of its cost. What its legs hear is the audio world's to say.
 */
export class SilentGateway implements MediaGateway {
  readonly #process: SimulatedProcess;
  readonly #world: AudioWorld;
  readonly #options: SilentGatewayOptions;
  /** A promise of ours was resolved: the run must let it settle. */
  readonly #resolved: () => void;
  readonly #legs = new Set<SilentLeg>();
  readonly #free: number[] = [];
  #legsCreated = 0;
  #legsRefused = 0;

  constructor(
    process: SimulatedProcess,
    world: AudioWorld,
    options: SilentGatewayOptions,
    resolved: () => void,
  ) {
    this.#process = process;
    this.#world = world;
    this.#options = options;
    this.#resolved = resolved;
    for (let port = options.portMin; port <= options.portMax; port += 2) this.#free.push(port);
  }

  async createLeg(request: LegRequest = {}): Promise<MediaLeg> {
    this.#resolved();
    const port = this.#free.shift();
    if (port === undefined) {
      this.#legsRefused += 1;
      throw new MediaError('no-ports', 'all RTP ports are in use; refuse the call with 503', true);
    }
    this.#legsCreated += 1;
    const address: Address = { host: this.#options.host, port };
    const leg = new SilentLeg(address, request.codecs ?? ['PCMA', 'PCMU'], {
      process: this.#process,
      world: this.#world,
      greetingMs: this.#options.greetingMs,
      forget: () => {
        this.#legs.delete(leg);
        this.#free.push(port);
      },
    });
    this.#legs.add(leg);
    try {
      if (request.remote) leg.setRemote(request.remote);
    } catch (error) {
      leg.release();
      throw error;
    }
    return leg;
  }

  join(a: MediaLeg, b: MediaLeg): void {
    own(a).join(own(b));
  }

  hold(held: MediaLeg): void {
    own(held).hold();
  }

  retrieve(held: MediaLeg): void {
    own(held).retrieve();
  }

  part(leg: MediaLeg): void {
    own(leg).part();
  }

  stats(): GatewayStats {
    return {
      legs: this.#legs.size,
      legsMax: this.#legs.size + this.#free.length,
      legsCreated: this.#legsCreated,
      legsRefused: this.#legsRefused,
      receivedPackets: 0,
      relayedPackets: 0,
      sentPackets: 0,
      strayPackets: 0,
      badPackets: 0,
      skippedFrames: 0,
    };
  }

  async close(): Promise<void> {
    this.abandon();
  }

  /** The process is gone, and its legs with it. */
  abandon(): void {
    for (const leg of [...this.#legs]) leg.release();
  }
}

function own(leg: MediaLeg): SilentLeg {
  if (leg instanceof SilentLeg) return leg;
  throw new TypeError(`leg ${leg.id} belongs to another gateway`);
}
