import { describe, expect, it } from 'vitest';
import { decodeTable, encode, type Law, silenceOfLaw, transcode } from './g711.ts';
import { ToneDetector } from './tone-detector.ts';
import { agentToneHz, callerToneHz, type Frames, silenceFrames, sine, toneFrames } from './tones.ts';
import { greetingFrames, musicFrames, ringbackFrames } from './treatments.ts';

const laws: readonly Law[] = ['PCMA', 'PCMU'];
const decode = (law: Law, bytes: Uint8Array) => Int16Array.from(bytes, (code) => decodeTable[law][code]!);

describe('G.711', () => {
  it('codes every code to itself', () => {
    for (const law of laws) {
      for (let code = 0; code < 256; code++) {
        const again = encode(law, Int16Array.of(decodeTable[law][code]!))[0]!;
        // µ-law has two zeros; the positive one is sent.
        expect(again).toBe(law === 'PCMU' && code === 0x7f ? 0xff : code);
      }
    }
  });

  it('matches the end points of the recommendation', () => {
    expect([decodeTable.PCMA[0xaa], decodeTable.PCMA[0x2a]]).toEqual([32256, -32256]);
    expect([decodeTable.PCMU[0x80], decodeTable.PCMU[0x00]]).toEqual([32124, -32124]);
    expect([decodeTable.PCMA[0xd5], decodeTable.PCMU[0xff]]).toEqual([8, 0]);
    expect(silenceOfLaw).toEqual({ PCMA: 0xd5, PCMU: 0xff });
  });

  it('stays within its step of every sample', () => {
    for (const law of laws) {
      for (let x = -32768; x <= 32767; x += 7) {
        const error = Math.abs(decodeTable[law][encode(law, Int16Array.of(x))[0]!]! - x);
        expect(error).toBeLessThanOrEqual(Math.max(16, Math.abs(x) / 16));
      }
    }
  });

  it('keeps a tone through transcoding', () => {
    const bytes = encode('PCMA', sine(1000, 8000, 160));
    transcode('PCMA', bytes, 0, bytes.length);
    expect(new ToneDetector(1000).share('PCMU', bytes)).toBeGreaterThan(0.98);
    expect(decode('PCMU', bytes)[2]).toBeGreaterThan(7000);
  });
});

describe('the tone plan', () => {
  const caller = new ToneDetector(callerToneHz);
  const agent = new ToneDetector(agentToneHz);

  it('tells callers from agents', () => {
    for (const law of laws) {
      const callerFrame = toneFrames(callerToneHz)[law][0]!;
      const agentFrame = toneFrames(agentToneHz)[law][0]!;
      expect([caller.hears(law, callerFrame), agent.hears(law, callerFrame)]).toEqual([true, false]);
      expect([caller.hears(law, agentFrame), agent.hears(law, agentFrame)]).toEqual([false, true]);
    }
  });

  it('hears a tone that does not begin at a frame', () => {
    const samples = sine(700, 8000, 480);
    for (let at = 0; at < 160; at += 13) {
      const frame = encode('PCMA', samples.subarray(at, at + 160));
      expect(caller.hears('PCMA', frame)).toBe(true);
    }
  });

  it('hears nothing in silence or in scraps', () => {
    for (const law of laws) expect(caller.hears(law, silenceFrames[law][0]!)).toBe(false);
    expect(caller.hears('PCMA', new Uint8Array(3))).toBe(false);
    expect(caller.hears('PCMA', new Uint8Array(0))).toBe(false);
  });

  it('keeps what the cluster plays clear of both tones, in every frame', () => {
    const played: Record<string, Frames> = {
      greeting: greetingFrames(1500),
      music: musicFrames(),
      ringback: ringbackFrames(),
    };
    for (const [name, frames] of Object.entries(played)) {
      for (const law of laws) {
        for (const frame of frames[law]) {
          expect(caller.share(law, frame), `${name} at ${callerToneHz} Hz`).toBeLessThan(0.3);
          expect(agent.share(law, frame), `${name} at ${agentToneHz} Hz`).toBeLessThan(0.3);
        }
      }
    }
  });
});

describe('music', () => {
  it('is a loop of whole frames without a click where it begins again, never too loud', () => {
    const frames = musicFrames().PCMA;
    const samples = decode('PCMA', Buffer.concat([frames.at(-1)!, frames[0]!]));
    const steps = [...samples].slice(1).map((x, i) => Math.abs(x - samples[i]!));
    expect(Math.max(...steps.slice(155, 165))).toBeLessThanOrEqual(Math.max(...steps) + 1);
    const loudest = Math.max(...frames.flatMap((f) => [...decode('PCMA', f)]).map(Math.abs));
    expect(loudest).toBeLessThan(20_000);
    expect(loudest).toBeGreaterThan(2000);
  });

  it('ends a greeting of the length asked for', () => {
    expect(greetingFrames(1500).PCMU).toHaveLength(75);
    expect(greetingFrames(0).PCMU).toHaveLength(0);
  });
});
