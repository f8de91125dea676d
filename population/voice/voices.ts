import { type Frames, toneFrames } from '../../kernel/audio/tones.ts';
import { FramePacer } from '../../kernel/rtp/pacer.ts';
import { PortPool, type PortPoolOptions } from '../../kernel/rtp/port-pool.ts';
import type { PopulationPorts } from '../ports.ts';
import type { VoiceSource } from './party-voice.ts';
import { Voice } from './voice.ts';

/**
 * The mouths and ears of all simulated parties of one process: RTP ports, one 20 ms beat, and the coded
 * tones that they send over and over, so that a packet costs its header and no more.
 */
export class Voices implements VoiceSource {
  readonly #ports: Omit<PopulationPorts, 'hash'>;
  readonly #pool: PortPool;
  readonly #pacer: FramePacer;
  readonly #tones = new Map<number, Frames>();

  constructor(ports: Omit<PopulationPorts, 'hash'>, options: PortPoolOptions) {
    this.#ports = ports;
    this.#pool = new PortPool(ports.datagrams, ports.clock, ports.timers, options);
    this.#pacer = new FramePacer(ports.clock, ports.timers);
  }

  /** A party that sends `toneHz` and listens for any of `listensForHz`; `undefined` when no port is left. */
  async open(toneHz: number, listensForHz: readonly number[]): Promise<Voice | undefined> {
    const port = await this.#pool.take();
    if (!port) return undefined;
    const shared = { clock: this.#ports.clock, random: this.#ports.random, pacer: this.#pacer };
    return new Voice(shared, port, this.#toneOf(toneHz), listensForHz);
  }

  /** Binds the first ports, so that the first calls don't wait for them. */
  async warm(): Promise<void> {
    await this.#pool.open();
  }

  /** Frames that were not sent because the process stood still. */
  get skippedFrames(): number {
    return this.#pacer.skippedFrames;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #toneOf(hz: number): Frames {
    let frames = this.#tones.get(hz);
    if (!frames) {
      frames = toneFrames(hz);
      this.#tones.set(hz, frames);
    }
    return frames;
  }
}
