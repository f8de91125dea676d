import { open, stat } from 'node:fs/promises';
import { payloadBytes_max, recordHeaderBytes, scanRecords } from '../journal/record.ts';
import type { Kept } from './store.ts';

/** One offset in so many is noted in memory, so that a read begins near its record. */
const noteEvery = 64;

/** One file of a partition, for reading: where its records begin, roughly, and how to get them. */
export class Segment {
  readonly path: string;
  /** Offset of its first record; the others follow without gaps. */
  readonly base: number;
  bytes = 0;
  readonly #notes: { readonly offset: number; readonly at: number }[] = [];

  constructor(path: string, base: number) {
    this.path = path;
    this.base = base;
  }

  async measure(): Promise<void> {
    this.bytes = await stat(this.path).then(
      ({ size }) => size,
      () => 0,
    );
  }

  note(offset: number, at: number): void {
    if (offset % noteEvery === 0) this.#notes.push({ offset, at });
  }

  /** Records from `from` on, at least one if the segment has it, up to about `bytes`. */
  async read(
    from: number,
    bytes: number,
    decode: (offset: number, payload: Buffer) => Kept,
  ): Promise<Kept[]> {
    const note = this.#nearest(from);
    let offset = note.offset;
    let at = note.at;
    const handle = await open(this.path, 'r');
    try {
      const found: Kept[] = [];
      let span = Math.max(bytes, 64 * 1024);
      for (;;) {
        const buffer = Buffer.allocUnsafe(span);
        const { bytesRead } = await handle.read(buffer, 0, span, at);
        const { records, goodBytes } = scanRecords(buffer.subarray(0, bytesRead));
        for (const record of records) {
          this.#noteLater(offset, at + record.at);
          if (offset >= from) found.push(decode(offset, record.payload));
          offset += 1;
        }
        at += goodBytes;
        if (found.length > 0 || bytesRead < span) return found;
        if (goodBytes > 0) continue;
        // Not one whole record in what was read: it is a long one, or damaged.
        const wanted = recordHeaderBytes + buffer.readUInt32BE(0);
        if (wanted <= span || wanted > payloadBytes_max) return found;
        span = wanted;
      }
    } finally {
      await handle.close();
    }
  }

  #nearest(offset: number): { readonly offset: number; readonly at: number } {
    return this.#notes.findLast((note) => note.offset <= offset) ?? { offset: this.base, at: 0 };
  }

  /** A segment of an earlier life is noted while it is read. */
  #noteLater(offset: number, at: number): void {
    const last = this.#notes.at(-1);
    if (!last || offset > last.offset) this.note(offset, at);
  }
}
