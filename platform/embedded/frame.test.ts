import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameBroken, FrameReader } from './frame.ts';

describe('frames', () => {
  it('come out as they went in, however the bytes are cut', () => {
    const message = fc.record({
      header: fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
      blobs: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (sent, cuts) => {
          const bytes = Buffer.concat(sent.map(({ header, blobs }) => encodeFrame(header, blobs)));
          const reader = new FrameReader();
          const frames = [];
          for (let at = 0, cut = 0; at < bytes.length; cut++) {
            const length = cuts[cut % Math.max(1, cuts.length)] ?? 13;
            frames.push(...reader.push(bytes.subarray(at, at + length)));
            at += length;
          }
          expect(frames.map(({ header }) => header)).toEqual(
            sent.map(({ header }) => JSON.parse(JSON.stringify(header))),
          );
          expect(frames.map(({ blobs }) => blobs.map((blob) => [...blob]))).toEqual(
            sent.map(({ blobs }) => blobs.map((blob) => [...blob])),
          );
        },
      ),
    );
  });

  it('are refused, never misread, when they are garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 300 }), (bytes) => {
        const reader = new FrameReader();
        try {
          reader.push(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameBroken);
        }
      }),
      { numRuns: 2_000 },
    );
    const good = encodeFrame({ type: 'hello' }, [Uint8Array.of(1, 2, 3)]);
    for (let at = 0; at < good.length; at++) {
      const damaged = Buffer.from(good);
      damaged[at]! ^= 0x11;
      try {
        new FrameReader().push(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameBroken);
      }
    }
  });
});
