import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { frameMs } from './packet.ts';

/** Frames that a late tick makes up for; what is missed beyond that is skipped and counted. */
const catchUpFramesMax = 5;

/** Somebody who sends one frame of audio every 20 ms. */
export interface FrameSource {
  /** Frame numbers rise by one, or by more where frames were skipped. */
  onFrame(frame: number, nowMono: number): void;
}

/**
 * One 20 ms beat for all who send: a single timer, aimed at the ideal time of the next frame, so that
 * late ticks don't add up. It rests while nobody sends.
 */
export class FramePacer {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #sources = new Set<FrameSource>();
  #timer: Timer | undefined;
  #originMono = 0;
  #frame = 0;
  /** Frames skipped because the process stood still, times the sources that missed them. */
  skippedFrames = 0;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  /** The source's first frame is the next beat. Adding it again changes nothing. */
  add(source: FrameSource): void {
    this.#sources.add(source);
    if (this.#timer) return;
    this.#originMono = this.#clock.monoMs() - this.#frame * frameMs;
    this.#arm();
  }

  remove(source: FrameSource): void {
    this.#sources.delete(source);
    if (this.#sources.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** The frame that is being sent, or was last. */
  get frame(): number {
    return this.#frame;
  }

  #arm(): void {
    const dueMono = this.#originMono + (this.#frame + 1) * frameMs;
    this.#timer = this.#timers.after(dueMono - this.#clock.monoMs(), () => this.#beat());
  }

  #beat(): void {
    const nowMono = this.#clock.monoMs();
    // A timer may fire a hair before its due time by rounding; it still is that frame.
    const due = Math.max(this.#frame + 1, Math.floor((nowMono - this.#originMono) / frameMs + 0.01));
    const behind = due - this.#frame - catchUpFramesMax;
    if (behind > 0) {
      this.#frame += behind;
      this.skippedFrames += behind * this.#sources.size;
    }
    while (this.#frame < due && this.#sources.size > 0) {
      this.#frame += 1;
      for (const source of this.#sources) source.onFrame(this.#frame, nowMono);
    }
    if (this.#sources.size > 0) this.#arm();
    else this.#timer = undefined;
  }
}
