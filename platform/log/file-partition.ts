import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppendFile } from '../journal/append-file.ts';
import { frameRecord, recordHeaderBytes, scanRecords } from '../journal/record.ts';
import { Segment } from './segment.ts';
import { type Kept, type PartitionStore, takeUpTo } from './store.ts';

export interface FilePartitionOptions {
  readonly folder: string;
  readonly segmentBytes_max?: number;
  /** Beyond this the oldest segment goes, and is counted. */
  readonly partitionBytes_max?: number;
  /** The disk refused: nothing can be promised any more, and the process is to end. */
  readonly onFailure: (error: Error) => void;
}

const defaultSegmentBytes_max = 16 * 1024 * 1024;
const defaultPartitionBytes_max = 512 * 1024 * 1024;
/** Records kept in memory beside the disk, for readers that keep up. */
const tailBytes_max = 2 * 1024 * 1024;

/**
 * One partition of the embedded log as a row of segment files, each named by its first offset. An
 * append is shown to readers when it is synced; a torn tail is cut at the start.
 */
export class FilePartition implements PartitionStore {
  readonly #options: FilePartitionOptions;
  readonly #segments: Segment[];
  #file: AppendFile;
  /** The offset that the next record gets. */
  #next: number;
  #end: number;
  #tail: Kept[] = [];
  #tailBytes = 0;
  #turning: Promise<void> | undefined;
  readonly counters = { segmentsDropped: 0, bytesCut: 0, unreadable: 0 };

  private constructor(
    options: FilePartitionOptions,
    segments: Segment[],
    file: AppendFile,
    next: number,
    bytesCut: number,
  ) {
    this.#options = options;
    this.#segments = segments;
    this.#file = file;
    this.#next = next;
    this.#end = next;
    this.counters.bytesCut = bytesCut;
  }

  static async open(options: FilePartitionOptions): Promise<FilePartition> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const bases = (await readdir(folder))
      .flatMap((name) => /^(\d+)\.segment$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const segments = bases.map((base) => new Segment(segmentPath(folder, base), base));
    if (segments.length === 0) segments.push(new Segment(segmentPath(folder, 0), 0));
    const last = segments.at(-1)!;
    const bytes = await readFile(last.path).catch(() => Buffer.alloc(0));
    const { records, goodBytes } = scanRecords(bytes);
    const file = await AppendFile.open(last.path, goodBytes);
    for (const [i, record] of records.entries()) last.note(last.base + i, record.at);
    for (const segment of segments) await segment.measure();
    return new FilePartition(
      options,
      segments,
      file,
      last.base + records.length,
      bytes.byteLength - goodBytes,
    );
  }

  get start(): number {
    return this.#segments[0]!.base;
  }

  get end(): number {
    return this.#end;
  }

  async append(records: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void> {
    while (this.#turning) await this.#turning;
    const file = this.#file;
    const segment = this.#segments.at(-1)!;
    const taken: Kept[] = [];
    for (const { key, value } of records) {
      const offset = this.#next++;
      const record = encodeKept(key, value);
      segment.note(offset, file.append(record.bytes));
      taken.push({ offset, key, value: record.value });
    }
    segment.bytes = file.bytes;
    try {
      await file.commit();
    } catch (error) {
      this.#options.onFailure(error as Error);
      throw error;
    }
    this.#show(taken);
    if (file === this.#file && file.bytes >= (this.#options.segmentBytes_max ?? defaultSegmentBytes_max))
      await this.#turn();
  }

  async read(from: number, bytes: number): Promise<readonly Kept[]> {
    const at = Math.max(from, this.start);
    const first = this.#tail[0];
    if (first && at >= first.offset) return takeUpTo(this.#tail.slice(at - first.offset), bytes);
    const containing = this.#segments.findLastIndex((each) => each.base <= at);
    for (const segment of this.#segments.slice(Math.max(0, containing))) {
      const found = await segment.read(at, bytes, decodeKept);
      const shown = found.filter((record) => record.offset < this.#end);
      if (shown.length > 0) return takeUpTo(shown, bytes);
      // The rest of that file can't be read: on to what can.
      this.counters.unreadable += 1;
    }
    return [];
  }

  async close(): Promise<void> {
    await this.#turning;
    await this.#file.close();
  }

  /** Commits resolve in order, so what is shown is always the next. */
  #show(taken: readonly Kept[]): void {
    for (const record of taken) {
      this.#tail.push(record);
      this.#tailBytes += record.value.byteLength + record.key.length + 64;
    }
    this.#end = taken.at(-1)!.offset + 1;
    let drop = 0;
    while (this.#tailBytes > tailBytes_max && drop < this.#tail.length - 1) {
      const oldest = this.#tail[drop++]!;
      this.#tailBytes -= oldest.value.byteLength + oldest.key.length + 64;
    }
    if (drop > 0) this.#tail = this.#tail.slice(drop);
  }

  async #turn(): Promise<void> {
    this.#turning ??= this.#openNext().finally(() => {
      this.#turning = undefined;
    });
    await this.#turning;
  }

  async #openNext(): Promise<void> {
    const { folder } = this.#options;
    const old = this.#file;
    await old.commit();
    const segment = new Segment(segmentPath(folder, this.#next), this.#next);
    this.#file = await AppendFile.open(segment.path);
    this.#segments.push(segment);
    await old.close();
    const bytes_max = this.#options.partitionBytes_max ?? defaultPartitionBytes_max;
    while (this.#segments.length > 2 && this.#segments.reduce((sum, s) => sum + s.bytes, 0) > bytes_max) {
      const dropped = this.#segments.shift()!;
      this.counters.segmentsDropped += 1;
      await rm(dropped.path, { force: true });
    }
  }
}

function segmentPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(16, '0')}.segment`);
}

/** Payload: `u16 key bytes, key, value`. */
function encodeKept(key: string, value: Uint8Array): { bytes: Buffer; value: Uint8Array } {
  const keyBytes = Buffer.from(key, 'utf8');
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(keyBytes.byteLength);
  const bytes = frameRecord([length, keyBytes, value]);
  return { bytes, value: bytes.subarray(recordHeaderBytes + 2 + keyBytes.byteLength) };
}

function decodeKept(offset: number, payload: Buffer): Kept {
  const keyBytes = payload.readUInt16BE(0);
  return {
    offset,
    key: payload.toString('utf8', 2, 2 + keyBytes),
    value: payload.subarray(2 + keyBytes),
  };
}
