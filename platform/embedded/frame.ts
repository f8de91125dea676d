import { limits } from './protocol.ts';

/**
 * Frames on the engines' socket: `u32 length, u32 header length, u16 blob count, u32 × blob lengths,
 * JSON header, blobs`, big-endian, length counting what follows it. A frame that isn't one throws
 * `FrameBroken`; the connection is then of no more use.
 */
export class FrameBroken extends Error {
  readonly code = 'frame-broken';

  constructor(detail: string) {
    super(`not a frame of the engines' protocol: ${detail}. The connection is closed.`);
    this.name = 'FrameBroken';
  }
}

export interface Frame {
  readonly header: unknown;
  readonly blobs: readonly Uint8Array[];
}

const fixedBytes = 4 + 4 + 2;

export function encodeFrame(header: object, blobs: readonly Uint8Array[]): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const blobBytes = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
  const bytes = fixedBytes + 4 * blobs.length + json.byteLength + blobBytes;
  const frame = Buffer.allocUnsafe(bytes);
  frame.writeUInt32BE(bytes - 4, 0);
  frame.writeUInt32BE(json.byteLength, 4);
  frame.writeUInt16BE(blobs.length, 8);
  let at = fixedBytes;
  for (const blob of blobs) at = frame.writeUInt32BE(blob.byteLength, at);
  at += json.copy(frame, at);
  for (const blob of blobs) {
    frame.set(blob, at);
    at += blob.byteLength;
  }
  return frame;
}

/** Collects bytes as they come and gives whole frames; holds at most one frame's bytes beyond what was read. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Every frame that is now whole. Throws `FrameBroken`. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    const frames: Frame[] = [];
    while (this.#bytes >= 4) {
      const length = this.#peekLength();
      if (length < fixedBytes - 4 || length > limits.frameBytes_max)
        throw new FrameBroken(`length ${length}`);
      if (this.#bytes < 4 + length) break;
      frames.push(decodeFrame(this.#take(4 + length)));
    }
    return frames;
  }

  #peekLength(): number {
    if (this.#chunks[0]!.byteLength < 4) this.#join();
    return this.#chunks[0]!.readUInt32BE(0);
  }

  #take(bytes: number): Buffer {
    if (this.#chunks[0]!.byteLength < bytes) this.#join();
    const first = this.#chunks[0]!;
    this.#bytes -= bytes;
    if (first.byteLength === bytes) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(bytes);
    return first.subarray(0, bytes);
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }
}

function decodeFrame(frame: Buffer): Frame {
  const headerBytes = frame.readUInt32BE(4);
  const blobCount = frame.readUInt16BE(8);
  let at = fixedBytes + 4 * blobCount;
  if (at + headerBytes > frame.byteLength) throw new FrameBroken('header beyond its end');
  const lengths: number[] = [];
  for (let i = 0; i < blobCount; i++) lengths.push(frame.readUInt32BE(fixedBytes + 4 * i));
  let header: unknown;
  try {
    header = JSON.parse(frame.toString('utf8', at, at + headerBytes));
  } catch {
    throw new FrameBroken('header is not JSON');
  }
  at += headerBytes;
  const blobs: Uint8Array[] = [];
  for (const length of lengths) {
    if (at + length > frame.byteLength) throw new FrameBroken('blob beyond its end');
    blobs.push(frame.subarray(at, at + length));
    at += length;
  }
  if (at !== frame.byteLength) throw new FrameBroken('bytes left over');
  return { header, blobs };
}
