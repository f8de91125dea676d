import { frameSamples } from '../rtp/packet.ts';
import type { Law } from './g711.ts';
import { encode, silenceOfLaw } from './g711.ts';

/**
 * The tone plan, by which a program can tell the parties apart: simulated callers send 700 Hz, simulated
 * agents 1000 Hz, and nothing that the cluster plays has energy at either. Both fit whole cycles into
 * 20 ms, so one frame repeated is an unbroken tone.
 */
export const callerToneHz = 700;
export const agentToneHz = 1000;
export const sampleRateHz = 8000;

/** Coded audio cut into 20 ms frames, in both laws: what playing something needs. */
export type Frames = Record<Law, readonly Uint8Array<ArrayBuffer>[]>;

/** Linear samples of a sine; `amplitude` up to 32767. */
export function sine(hz: number, amplitude: number, samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / sampleRateHz)),
  );
}

/** Cuts into frames; the last one is filled up with silence. */
export function framesOf(samples: Int16Array): Frames {
  return { PCMA: cut(encode('PCMA', samples), 'PCMA'), PCMU: cut(encode('PCMU', samples), 'PCMU') };
}

/** One frame that repeats into a steady tone; `hz` must be a multiple of 50. */
export function toneFrames(hz: number, amplitude = 8000): Frames {
  return framesOf(sine(hz, amplitude, frameSamples));
}

export const silenceFrames: Frames = framesOf(new Int16Array(frameSamples));

function cut(bytes: Uint8Array<ArrayBuffer>, law: Law): Uint8Array<ArrayBuffer>[] {
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += frameSamples) {
    const frame = new Uint8Array(frameSamples).fill(silenceOfLaw[law]);
    frame.set(bytes.subarray(at, at + frameSamples));
    frames.push(frame);
  }
  return frames;
}
