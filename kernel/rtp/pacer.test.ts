import { describe, expect, it } from 'vitest';
import type { Timers } from '../ports/timers.ts';
import { SimulatedTime } from '../simulated/time.ts';
import { FramePacer } from './pacer.ts';

/** Timers that always fire late. */
function lateTimers(time: SimulatedTime, lateMs: number): Timers {
  return {
    after: (delayMs, run) => time.after(delayMs + lateMs, run),
    every: (periodMs, run) => time.every(periodMs + lateMs, run),
  };
}

describe('the pacer', () => {
  it('beats every 20 ms for all, and rests when nobody sends', () => {
    const time = new SimulatedTime();
    const pacer = new FramePacer(time, time);
    const beats: number[] = [];
    const source = { onFrame: (_frame: number, nowMono: number) => beats.push(nowMono) };
    pacer.add(source);
    time.run(100);
    pacer.remove(source);
    expect(beats).toEqual([20, 40, 60, 80, 100]);
    expect(time.step()).toBe(false);
  });

  it('does not drift when its timer is always late', () => {
    const time = new SimulatedTime();
    const pacer = new FramePacer(time, lateTimers(time, 7));
    let frames = 0;
    pacer.add({ onFrame: () => (frames += 1) });
    time.run(10_000);
    expect(frames).toBe(499);
  });

  it('makes up for a short stop, and skips what a long one missed', () => {
    const time = new SimulatedTime();
    let lateMs = 0;
    const timers: Timers = {
      after: (delayMs, run) => time.after(delayMs + lateMs, run),
      every: (periodMs, run) => time.every(periodMs, run),
    };
    const pacer = new FramePacer(time, timers);
    const frames: number[] = [];
    pacer.add({ onFrame: (frame) => frames.push(frame) });
    time.run(20);
    lateMs = 1000;
    time.run(20);
    lateMs = 0;
    time.run(1100);
    expect(frames.slice(0, 8)).toEqual([1, 2, 49, 50, 51, 52, 53, 54]);
    expect(pacer.skippedFrames).toBe(46);
  });
});
