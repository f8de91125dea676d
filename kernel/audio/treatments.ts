import { agentToneHz, callerToneHz, type Frames, framesOf, sampleRateHz } from './tones.ts';

/**
 * What the cluster plays by itself: a greeting, music while waiting, ringback; made from sines at the
 * start, so that no recording has to be shipped. No partial comes within 60 Hz of the tones by which
 * simulated parties are known.
 */
const guardHz = 60;
const secondPartial = 0.22;

interface Note {
  readonly atMs: number;
  readonly hz: number;
  readonly lengthMs: number;
  readonly amplitude: number;
  readonly attackMs: number;
}

/** A rising chime of three notes, like a concert hall's, that fades out within `lengthMs`. */
export function greetingFrames(lengthMs: number): Frames {
  const samples = new Float64Array(Math.round((lengthMs * sampleRateHz) / 1000));
  const step = lengthMs / 5;
  [392, 440, 523.25].forEach((hz, i) => {
    addNote(samples, {
      atMs: i * step,
      hz,
      lengthMs: lengthMs - i * step,
      amplitude: 5200,
      attackMs: 8,
    });
  });
  return framesOf(toLinear(samples));
}

const beatMs = 600;
const bars = [
  { pad: [130.81, 196, 261.63], melody: [329.63, 392, 440, 392] },
  { pad: [110, 164.81, 261.63], melody: [440, 392, 329.63, 293.66] },
  { pad: [146.83, 220, 293.66], melody: [440, 523.25, 440, 392] },
  { pad: [98, 146.83, 246.94], melody: [293.66, 392, 329.63, 293.66] },
];

/** A soft loop of some ten seconds: four bars of plucked notes over a slow pad; its end meets its beginning. */
export function musicFrames(): Frames {
  const barMs = 4 * beatMs;
  const samples = new Float64Array((bars.length * barMs * sampleRateHz) / 1000);
  bars.forEach(({ pad, melody }, bar) => {
    for (const hz of pad) {
      addNote(samples, { atMs: bar * barMs, hz, lengthMs: barMs * 1.15, amplitude: 850, attackMs: 450 });
    }
    melody.forEach((hz, beat) => {
      const atMs = bar * barMs + beat * beatMs;
      addNote(samples, { atMs, hz, lengthMs: 1500, amplitude: 2400, attackMs: 12 });
    });
  });
  return framesOf(toLinear(samples));
}

/** China's ringback: 450 Hz, one second on, four off (ITU-T E.180). */
export function ringbackFrames(): Frames {
  const samples = new Float64Array(5 * sampleRateHz);
  for (let i = 0; i < sampleRateHz; i++) samples[i] = 5000 * Math.sin((2 * Math.PI * 450 * i) / sampleRateHz);
  return framesOf(toLinear(samples));
}

/** Adds a note with a soft attack and an even fade to nothing; past the end it goes on at the beginning. */
function addNote(samples: Float64Array, note: Note): void {
  const length = Math.round((note.lengthMs * sampleRateHz) / 1000);
  const attack = (note.attackMs * sampleRateHz) / 1000;
  const first = Math.round((note.atMs * sampleRateHz) / 1000);
  const second = mayPlay(2 * note.hz) ? secondPartial : 0;
  const turn = (2 * Math.PI * note.hz) / sampleRateHz;
  for (let i = 0; i < length; i++) {
    const rise = i < attack ? 0.5 - 0.5 * Math.cos((Math.PI * i) / attack) : 1;
    const left = 1 - i / length;
    const wave = Math.sin(turn * i) + second * Math.sin(2 * turn * i);
    const at = (first + i) % samples.length;
    samples[at] = samples[at]! + note.amplitude * rise * left * left * wave;
  }
}

function mayPlay(hz: number): boolean {
  return Math.abs(hz - callerToneHz) > guardHz && Math.abs(hz - agentToneHz) > guardHz;
}

function toLinear(samples: Float64Array): Int16Array {
  return Int16Array.from(samples, (x) => Math.max(-32767, Math.min(32767, Math.round(x))));
}
