import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { MediaLeg } from '../media/gateway.ts';

export interface SilenceLimits {
  /** For a party who never sent any RTP (a test, a strange gateway), ms. */
  readonly noMediaMs: number;
  /** For one who did and then fell silent, ms. */
  readonly lostMediaMs: number;
}

/** A gateway tells of silence from here on. */
const toldAfterMs = 3000;

/** Told at most once for each silence. */
export type TooLong = () => void;

/**
 * Says when a party has sent no RTP for too long. Time on hold doesn't count: whoever holds us may send
 * nothing for as long as he likes, whatever direction his SDP gives it.
 */
export class SilenceWatch {
  readonly #leg: MediaLeg;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #limits: SilenceLimits;
  readonly #tooLong: TooLong;
  #timer: Timer | undefined;
  #sinceMono: number;
  #isHeld = false;

  constructor(
    leg: MediaLeg,
    ports: { readonly clock: Clock; readonly timers: Timers },
    limits: SilenceLimits,
    tooLong: TooLong,
  ) {
    this.#leg = leg;
    this.#clock = ports.clock;
    this.#timers = ports.timers;
    this.#limits = limits;
    this.#tooLong = tooLong;
    this.#sinceMono = ports.clock.monoMs();
    leg.onSilence((silentMs) => this.#silent(silentMs));
    leg.onSound(() => this.#timer?.cancel());
  }

  /** The party holds us. */
  hold(): void {
    this.#isHeld = true;
    this.#timer?.cancel();
  }

  /** Counts from now: after a hold, or after a sign of life of another kind. */
  resume(): void {
    this.#isHeld = false;
    this.#sinceMono = this.#clock.monoMs();
    const { silentMs } = this.#leg.stats();
    if (silentMs >= toldAfterMs) this.#silent(silentMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #silent(silentMs: number): void {
    this.#timer?.cancel();
    if (this.#isHeld) return;
    const { noMediaMs, lostMediaMs } = this.#limits;
    const limitMs = this.#leg.stats().receivedPackets > 0 ? lostMediaMs : noMediaMs;
    const countedMs = Math.min(silentMs, this.#clock.monoMs() - this.#sinceMono);
    this.#timer = this.#timers.after(Math.max(0, limitMs - countedMs), this.#tooLong);
  }
}
