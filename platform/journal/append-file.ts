import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A file that only grows, with group commit: while one write and fdatasync is under way, what comes
 * is gathered for the next. After a failed write or sync nothing more is believed of it: every
 * later commit rejects with the same error (the state of the kernel's cache is then unknown).
 */
export class AppendFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #gathered: Buffer[] = [];
  /** Bytes written or gathered. */
  #bytes: number;
  /** Bytes that are written. */
  #writtenBytes: number;
  #waiting: Waiter[] = [];
  #inFlight: Waiter[] = [];
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  readonly counters = { syncs: 0, records: 0 };

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#writtenBytes = bytes;
  }

  /** Opens or creates it, cut to its first `goodBytes`. */
  static async open(path: string, goodBytes = 0): Promise<AppendFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, 'r+');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      handle = await open(path, 'wx+', 0o600);
      await syncFolder(dirname(path));
    }
    const { size } = await handle.stat();
    if (size > goodBytes) {
      await handle.truncate(goodBytes);
      await handle.sync();
    }
    return new AppendFile(path, handle, Math.min(size, goodBytes));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the position at which it will lie. Nothing is safe before the next `commit` resolves. */
  append(record: Buffer): number {
    const at = this.#bytes;
    this.#gathered.push(record);
    this.#bytes += record.byteLength;
    this.counters.records += 1;
    return at;
  }

  /** Resolves when everything appended so far is on disk. Calls resolve in their order. */
  commit(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#gathered.length === 0 && !this.#running) return Promise.resolve();
    const waiters = this.#gathered.length > 0 ? this.#waiting : this.#inFlight;
    const committed = new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }));
    this.#running ??= this.#run();
    return committed;
  }

  /** Bytes that were appended at `at`; they must be written already. */
  async read(at: number, bytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(bytes, this.#writtenBytes - at)));
    let done = 0;
    while (done < buffer.byteLength) {
      const { bytesRead } = await this.#handle.read(buffer, done, buffer.byteLength - done, at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }

  async close(): Promise<void> {
    await this.commit().catch(() => {});
    await this.#running;
    this.#failure ??= new Error(`${this.path} is closed`);
    await this.#handle.close();
  }

  async #run(): Promise<void> {
    while (this.#gathered.length > 0) {
      const bytes = Buffer.concat(this.#gathered);
      this.#gathered = [];
      this.#inFlight = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(bytes);
        await this.#handle.datasync();
        this.counters.syncs += 1;
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        for (const waiter of [...this.#inFlight, ...this.#waiting]) waiter.reject(this.#failure);
        this.#inFlight = [];
        this.#waiting = [];
        this.#gathered = [];
        break;
      }
      for (const waiter of this.#inFlight.splice(0)) waiter.resolve();
    }
    this.#running = undefined;
  }

  async #write(bytes: Buffer): Promise<void> {
    let done = 0;
    while (done < bytes.byteLength) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        done,
        bytes.byteLength - done,
        this.#writtenBytes,
      );
      done += bytesWritten;
      this.#writtenBytes += bytesWritten;
    }
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Makes a file's name in its folder as durable as its contents. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
