import { type Frames, silenceFrames } from '../../kernel/audio/tones.ts';
import { greetingFrames, musicFrames, ringbackFrames } from '../../kernel/audio/treatments.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Datagrams } from '../../kernel/ports/datagram.ts';
import type { Ids } from '../../kernel/ports/ids.ts';
import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { FramePacer } from '../../kernel/rtp/pacer.ts';
import { PortPool } from '../../kernel/rtp/port-pool.ts';
import type { GatewayCore, PacketCounts } from './embedded-core.ts';
import { EmbeddedLeg } from './embedded-leg.ts';
import {
  type Codec,
  type GatewayStats,
  type LegRequest,
  MediaError,
  type MediaGateway,
  type MediaLeg,
  type Treatment,
} from './gateway.ts';
import { defaultSourceOptions, type PacketSourceOptions } from './packet-source.ts';

export interface EmbeddedGatewayOptions {
  /** Address to bind and to write into SDP. */
  readonly host: string;
  /** Even ports from `portMin` to `portMax` are used: one for each leg. */
  readonly portMin: number;
  readonly portMax: number;
  /** Length of the greeting; 0: `play('greeting')` ends at the next beat. */
  readonly greetingMs?: number;
  /** Sockets bound ahead of need. */
  readonly warmPorts?: number;
  /** How long a port rests before another leg gets it. */
  readonly portRestMs?: number;
  readonly source?: PacketSourceOptions;
}

export interface EmbeddedGatewayPorts {
  readonly datagrams: Datagrams;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly metrics?: Metrics;
}

const silenceLookMs = 500;
const bothLaws: readonly Codec[] = ['PCMA', 'PCMU'];

/** Opens the gateway in this process: the first ports are bound when it resolves. */
export async function openEmbeddedGateway(
  ports: EmbeddedGatewayPorts,
  options: EmbeddedGatewayOptions,
): Promise<MediaGateway> {
  const gateway = new EmbeddedGateway(ports, options);
  await gateway.open();
  return gateway;
}

/** The media gateway inside the node process: G.711 over RTP, no other process needed. */
class EmbeddedGateway implements MediaGateway {
  readonly #ports: EmbeddedGatewayPorts;
  readonly #pool: PortPool;
  readonly #core: GatewayCore;
  readonly #legs = new Set<EmbeddedLeg>();
  readonly #counts: PacketCounts = {
    receivedPackets: 0,
    relayedPackets: 0,
    sentPackets: 0,
    strayPackets: 0,
    badPackets: 0,
  };
  #legsCreated = 0;
  #legsRefused = 0;
  #closed = false;
  #silenceLook: Timer | undefined;

  constructor(ports: EmbeddedGatewayPorts, options: EmbeddedGatewayOptions) {
    this.#ports = ports;
    this.#pool = new PortPool(ports.datagrams, ports.clock, ports.timers, {
      host: options.host,
      portMin: options.portMin,
      portMax: options.portMax,
      ...(options.warmPorts === undefined ? {} : { warmPorts: options.warmPorts }),
      ...(options.portRestMs === undefined ? {} : { restMs: options.portRestMs }),
    });
    const frames: Record<Treatment, Frames> = {
      greeting: greetingFrames(options.greetingMs ?? 1500),
      music: musicFrames(),
      ringback: ringbackFrames(),
      silence: silenceFrames,
    };
    this.#core = {
      clock: ports.clock,
      random: ports.random,
      pacer: new FramePacer(ports.clock, ports.timers),
      sourceOptions: options.source ?? defaultSourceOptions,
      counts: this.#counts,
      frames: (treatment) => frames[treatment],
      forget: (leg) => this.#legs.delete(leg),
    };
    this.#publish(ports.metrics ?? noMetrics);
  }

  async open(): Promise<void> {
    await this.#pool.open();
    this.#silenceLook = this.#ports.timers.every(silenceLookMs, () => this.#lookForSilence());
  }

  async createLeg(request: LegRequest = {}): Promise<MediaLeg> {
    if (this.#closed) throw new MediaError('gateway-away', 'the media gateway is shutting down', true);
    const port = await this.#pool.take();
    if (!port) {
      this.#legsRefused += 1;
      throw new MediaError(
        'no-ports',
        `all ${this.#pool.portsMax} RTP ports are in use; refuse the call with 503 or widen the port range`,
        true,
      );
    }
    const leg = new EmbeddedLeg(this.#ports.ids.next('leg'), this.#core, port, request.codecs ?? bothLaws);
    try {
      if (request.remote) leg.answer(request.remote);
    } catch (error) {
      leg.release();
      throw error;
    }
    this.#legs.add(leg);
    this.#legsCreated += 1;
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
      ...this.#counts,
      strayPackets: this.#counts.strayPackets + this.#pool.strayPackets,
      legs: this.#legs.size,
      legsMax: this.#pool.portsMax,
      legsCreated: this.#legsCreated,
      legsRefused: this.#legsRefused,
      skippedFrames: this.#core.pacer.skippedFrames,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#silenceLook?.cancel();
    for (const leg of [...this.#legs]) leg.release();
    await this.#pool.close();
  }

  #lookForSilence(): void {
    const nowMono = this.#ports.clock.monoMs();
    for (const leg of [...this.#legs]) leg.watchSilence(nowMono);
  }

  #publish(metrics: Metrics): void {
    const gauge = (name: string, help: string, field: keyof GatewayStats) =>
      metrics.gauge(`tandem_media_${name}`, help, () => this.stats()[field]);
    gauge('legs', 'Legs that exist', 'legs');
    gauge('legs_max', 'Legs that the port range allows', 'legsMax');
    gauge('legs_refused', 'Legs that no port was left for', 'legsRefused');
    gauge('received_packets', 'RTP packets received from agreed sources', 'receivedPackets');
    gauge('relayed_packets', 'RTP packets passed on between joined legs', 'relayedPackets');
    gauge('sent_packets', 'RTP packets sent', 'sentPackets');
    gauge('stray_packets', 'Datagrams from sources that were not agreed', 'strayPackets');
    gauge('bad_packets', 'Datagrams that were no RTP of an agreed type', 'badPackets');
    gauge('skipped_frames', 'Frames not sent because the process stood still', 'skippedFrames');
  }
}

/** A leg of another gateway here is our own mistake. */
function own(leg: MediaLeg): EmbeddedLeg {
  if (leg instanceof EmbeddedLeg) return leg;
  throw new TypeError(`leg ${leg.id} belongs to another gateway`);
}
