import type { Timer } from '../../kernel/ports/timers.ts';
import type { EngineChannel } from '../embedded/channel.ts';
import type { Lease } from './port.ts';

/** The same moment on both clocks. */
export interface Moment {
  readonly mono: number;
  readonly wall: number;
}

/**
 * A lease as its holder may believe in it: not quite until `ttlMs` after the *sending* of the last
 * keep-alive that was answered, by whichever of the two clocks has gone further (a machine that slept
 * has lost it). So the holder stops before the engine lets anybody else begin, as long as its timers
 * are not late. Kept alive three times within its life.
 */
export class HeldLease implements Lease {
  readonly id: string;
  readonly #ttlMs: number;
  /** How often it looks; belief ends that much early. */
  readonly #lookEveryMs: number;
  readonly #channel: EngineChannel;
  readonly #ended: () => void;
  readonly #lostListeners: (() => void)[] = [];
  readonly #timers: Timer[];
  #believedFrom: Moment;
  #state: 'held' | 'lost' | 'revoked' = 'held';

  constructor(id: string, ttlMs: number, sentAt: Moment, channel: EngineChannel, ended: () => void) {
    this.id = id;
    this.#ttlMs = ttlMs;
    this.#lookEveryMs = Math.min(100, ttlMs / 20);
    this.#channel = channel;
    this.#ended = ended;
    this.#believedFrom = sentAt;
    const { timers } = channel.ports;
    this.#timers = [
      timers.every(ttlMs / 3, () => this.keepAliveNow()),
      timers.every(this.#lookEveryMs, () => this.#look()),
    ];
  }

  onLost(lost: () => void): void {
    if (this.#state === 'lost') lost();
    else this.#lostListeners.push(lost);
  }

  async revoke(): Promise<void> {
    if (this.#state !== 'held') return;
    this.#state = 'revoked';
    this.#stop();
    await this.#channel.ask('revoke', { lease: this.id });
  }

  /** Stops keeping it, without a word to the engine. */
  abandon(): void {
    if (this.#state !== 'held') return;
    this.#state = 'revoked';
    this.#stop();
  }

  keepAliveNow(): void {
    this.#look();
    if (this.#state !== 'held' || !this.#channel.isUp()) return;
    const sentAt = this.#now();
    this.#channel.ask('keepAlive', { lease: this.id }, { deadlineMs: this.#ttlMs }).then(
      ({ answer }) => {
        if (!answer.alive) this.#lose();
        else if (sentAt.mono > this.#believedFrom.mono) this.#believedFrom = sentAt;
      },
      // Not answered: belief runs out by itself.
      () => {},
    );
  }

  #look(): void {
    const now = this.#now();
    const passedMs = Math.max(now.mono - this.#believedFrom.mono, now.wall - this.#believedFrom.wall);
    if (passedMs >= this.#ttlMs - this.#lookEveryMs) this.#lose();
  }

  #lose(): void {
    if (this.#state !== 'held') return;
    this.#state = 'lost';
    this.#stop();
    for (const lost of this.#lostListeners.splice(0)) lost();
  }

  #stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#ended();
  }

  #now(): Moment {
    const { clock } = this.#channel.ports;
    return { mono: clock.monoMs(), wall: clock.wallMs() };
  }
}
