import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppendFile } from '../journal/append-file.ts';
import { scanRecords } from '../journal/record.ts';
import { decodeEntry, encodeEntry, type SpoolEntry } from './spool-entry.ts';

/**
 * What an outbox has on disk: entries in files of bounded size, numbered by position, each file
 * named by its first. A torn tail ends its file; a file goes when every topic in it is acknowledged.
 * How far each topic is acknowledged is written beside them now and then: what that misses is sent
 * again, which readers expect.
 */
interface Segment {
  readonly path: string;
  readonly first: number;
  last: number;
  bytes: number;
  readonly lastOfTopic: Map<string, number>;
}

export interface SpoolOptions {
  readonly folder: string;
  readonly segmentBytes_max: number;
}

const acknowledgedName = 'acknowledged.json';

export class Spool {
  readonly #options: SpoolOptions;
  /** In order of position; the last is the open one. */
  readonly #segments: Segment[];
  #file: AppendFile | undefined;
  #next: number;
  #committed: number;
  #bytes = 0;
  readonly #acknowledged: Map<string, number>;
  #acknowledgedDirty = false;
  #keeping: Promise<void> | undefined;

  private constructor(options: SpoolOptions, segments: Segment[], acknowledged: Map<string, number>) {
    this.#options = options;
    this.#segments = segments;
    this.#acknowledged = acknowledged;
    this.#next = Math.max(0, ...acknowledged.values(), ...segments.map((segment) => segment.last)) + 1;
    this.#committed = this.#next - 1;
    this.#bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  static async open(options: SpoolOptions): Promise<Spool> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const segments: Segment[] = [];
    for (const { path, first } of filesIn(await readdir(folder), folder)) {
      const { entries, bytes } = await readEntries(path);
      const segment: Segment = { path, first, last: first - 1, bytes, lastOfTopic: new Map() };
      for (const entry of entries) note(segment, entry);
      if (entries.length > 0) segments.push(segment);
      else await rm(path, { force: true });
    }
    const spool = new Spool(options, segments, await readAcknowledged(folder));
    await spool.#removeDone();
    return spool;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The first position that may still have to be sent. */
  get first(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  /** The last position that is safe. */
  get committed(): number {
    return this.#committed;
  }

  /** Gives the next position; nothing is written yet. */
  number(topic: string, key: string, value: Uint8Array): SpoolEntry {
    return { position: this.#next++, topic, key, value };
  }

  /**
   * Writes entries that were numbered, in order; resolves when they are safe. After a rejection the
   * same entries may be written again: that goes into a new file.
   */
  async write(entries: readonly SpoolEntry[]): Promise<void> {
    const first = entries[0]!.position;
    if (!this.#file || this.#file.bytes >= this.#options.segmentBytes_max) await this.#openNext(first);
    const segment = this.#segments.at(-1)!;
    const file = this.#file!;
    const before = { bytes: file.bytes, last: segment.last };
    for (const entry of entries) {
      file.append(encodeEntry(entry));
      note(segment, entry);
    }
    segment.bytes = file.bytes;
    this.#bytes += file.bytes - before.bytes;
    try {
      await file.commit();
    } catch (error) {
      // What of it is there, nobody knows: it is written whole into the next file.
      segment.last = before.last;
      this.#file = undefined;
      await file.close().catch(() => {});
      throw error;
    }
    this.#committed = entries.at(-1)!.position;
  }

  acknowledged(topic: string): number {
    return this.#acknowledged.get(topic) ?? 0;
  }

  async acknowledge(topic: string, position: number): Promise<void> {
    if (position <= this.acknowledged(topic)) return;
    this.#acknowledged.set(topic, position);
    this.#acknowledgedDirty = true;
    await this.#removeDone();
  }

  /**
   * Committed entries from `position` on, of one file: at most a file's worth. `next` is where to go
   * on; it is beyond `committed` when nothing is left.
   */
  async read(position: number): Promise<{ readonly entries: readonly SpoolEntry[]; readonly next: number }> {
    const committed = this.#committed;
    const segment = this.#segments.find((each) => each.last >= position);
    if (!segment) return { entries: [], next: committed + 1 };
    const last = Math.min(segment.last, committed);
    const { entries } = await readEntries(segment.path);
    const wanted = entries.filter((entry) => entry.position >= position && entry.position <= last);
    return { entries: wanted, next: last + 1 };
  }

  /** Writes how far each topic is acknowledged, if that has changed. */
  keepAcknowledged(): Promise<void> {
    // One at a time: two would write one file, and one of them would miss it.
    this.#keeping ??= this.#writeAcknowledged().finally(() => {
      this.#keeping = undefined;
    });
    return this.#keeping;
  }

  async #writeAcknowledged(): Promise<void> {
    if (!this.#acknowledgedDirty) return;
    this.#acknowledgedDirty = false;
    const path = join(this.#options.folder, acknowledgedName);
    try {
      await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(this.#acknowledged)), { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch (error) {
      this.#acknowledgedDirty = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    await this.#removeDone();
    await this.#keeping?.catch(() => {});
    await this.keepAcknowledged();
  }

  async #openNext(first: number): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    // A file of the same first entry is one whose write failed: this one holds what that one should.
    const again = this.#segments.filter((segment) => segment.first === first).length;
    const path = join(this.#options.folder, `${String(first).padStart(16, '0')}-${again}.facts`);
    this.#file = await AppendFile.open(path);
    this.#segments.push({ path, first, last: first - 1, bytes: 0, lastOfTopic: new Map() });
    await this.#removeDone();
  }

  async #removeDone(): Promise<void> {
    while (this.#segments.length > (this.#file ? 1 : 0)) {
      const oldest = this.#segments[0]!;
      const done = [...oldest.lastOfTopic].every(([topic, last]) => last <= this.acknowledged(topic));
      if (!done) return;
      this.#segments.shift();
      this.#bytes -= oldest.bytes;
      await rm(oldest.path, { force: true });
    }
  }
}

/** `<first position>-<attempt>.facts`, in order. */
function filesIn(names: readonly string[], folder: string): { path: string; first: number }[] {
  return names
    .flatMap((name) => {
      const match = /^(\d+)-(\d+)\.facts$/.exec(name);
      return match ? [{ path: join(folder, name), first: Number(match[1]), again: Number(match[2]) }] : [];
    })
    .sort((a, b) => a.first - b.first || a.again - b.again);
}

function note(segment: Segment, entry: SpoolEntry): void {
  segment.last = Math.max(segment.last, entry.position);
  segment.lastOfTopic.set(entry.topic, entry.position);
}

async function readEntries(path: string): Promise<{ entries: SpoolEntry[]; bytes: number }> {
  const bytes = await readFile(path);
  const entries = scanRecords(bytes).records.map(({ payload }) => decodeEntry(payload));
  return { entries, bytes: bytes.byteLength };
}

/** Unreadable is as good as absent: everything still on disk is then sent again. */
async function readAcknowledged(folder: string): Promise<Map<string, number>> {
  try {
    const read = JSON.parse(await readFile(join(folder, acknowledgedName), 'utf8')) as Record<
      string,
      unknown
    >;
    return new Map(
      Object.entries(read).filter((each): each is [string, number] => Number.isSafeInteger(each[1])),
    );
  } catch {
    return new Map();
  }
}
