import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/ports/clock.ts';
import { AppendFile } from '../journal/append-file.ts';
import { frameRecord, scanRecords } from '../journal/record.ts';
import { writeDurably } from '../journal/write-durably.ts';
import {
  CoordinationStore,
  defaultStoreLimits,
  type Snapshot,
  type Step,
  type StoreLimits,
} from './store.ts';

/**
 * Keeps a coordination store on disk: numbered journals of steps, and snapshots that say where a
 * journal begins. At start the newest snapshot and every journal from its number on are replayed,
 * so a crash between any two writes loses nothing that was told.
 */
export interface DurableStore {
  readonly store: CoordinationStore;
  /** Resolves when every step so far is on disk. Calls resolve in their order. */
  kept(): Promise<void>;
  close(): Promise<void>;
}

export interface DurableStoreOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Names a store that is made anew. */
  readonly newStoreId: string;
  readonly limits?: Partial<StoreLimits>;
  readonly journalBytes_max?: number;
  /** The disk refused: nothing can be promised any more, and the process is to end. */
  readonly onFailure: (error: Error) => void;
}

const defaultJournalBytes_max = 4 * 1024 * 1024;

export async function openDurableStore(options: DurableStoreOptions): Promise<DurableStore> {
  const { folder, clock } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const numbers = await numbersIn(folder);
  const base = numbers.snapshots.at(-1) ?? 0;
  const from = base > 0 ? await readSnapshot(folder, base) : options.newStoreId;
  const store = new CoordinationStore(clock, from, { ...defaultStoreLimits, ...options.limits });
  for (const number of numbers.journals.filter((each) => each >= base)) {
    const bytes = await readFile(journalPath(folder, number));
    for (const { payload } of scanRecords(bytes).records)
      store.replay(JSON.parse(payload.toString()) as Step);
  }
  // A new journal for this life: a torn tail stays where it is and is read past no more.
  const next = Math.max(base, numbers.journals.at(-1) ?? 0) + 1;
  const journal = new Journal(options, store, next);
  await journal.begin();
  return journal;
}

class Journal implements DurableStore {
  readonly store: CoordinationStore;
  readonly #options: DurableStoreOptions;
  readonly #bytes_max: number;
  #number: number;
  #file: AppendFile | undefined;
  #turning: Promise<void> | undefined;
  /** While one journal takes over from another: the old one's last commit. */
  #previous: Promise<void> | undefined;
  #failed = false;

  constructor(options: DurableStoreOptions, store: CoordinationStore, number: number) {
    this.#options = options;
    this.#bytes_max = options.journalBytes_max ?? defaultJournalBytes_max;
    this.store = store;
    this.#number = number;
  }

  /** Opens this life's journal and writes the snapshot that it continues. */
  async begin(): Promise<void> {
    const { folder } = this.#options;
    this.#file = await AppendFile.open(journalPath(folder, this.#number));
    await writeSnapshot(folder, this.#number, this.store.snapshot());
    await removeBefore(folder, this.#number);
    this.store.onStep = (step) => this.#keep(step);
  }

  kept(): Promise<void> {
    const file = this.#file!;
    const committed = this.#previous ? this.#previous.then(() => file.commit()) : file.commit();
    committed.catch((error: Error) => this.#fail(error));
    return committed;
  }

  async close(): Promise<void> {
    this.store.onStep = () => {};
    await this.#turning;
    await this.kept().catch(() => {});
    await this.#file?.close();
  }

  #keep(step: Step): void {
    this.#file!.append(frameRecord([Buffer.from(JSON.stringify(step))]));
    if (this.#file!.bytes < this.#bytes_max || this.#turning) return;
    this.#turning = this.#turn()
      .catch((error: Error) => this.#fail(error))
      .finally(() => {
        this.#turning = undefined;
      });
  }

  /** Goes on in a new journal, then writes the snapshot that makes the old one needless. */
  async #turn(): Promise<void> {
    const { folder } = this.#options;
    const number = this.#number + 1;
    const next = await AppendFile.open(journalPath(folder, number));
    const old = this.#file!;
    const snapshot = this.store.snapshot();
    this.#number = number;
    this.#file = next;
    this.#previous = old.commit();
    await this.#previous;
    this.#previous = undefined;
    await old.close();
    await writeSnapshot(folder, number, snapshot);
    await removeBefore(folder, number);
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailure(error);
  }
}

const snapshotName = /^snapshot-(\d+)$/;
const journalName = /^journal-(\d+)$/;

function journalPath(folder: string, number: number): string {
  return join(folder, `journal-${number}`);
}

async function numbersIn(folder: string): Promise<{ snapshots: number[]; journals: number[] }> {
  const names = await readdir(folder);
  const numbersOf = (pattern: RegExp) =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  return { snapshots: numbersOf(snapshotName), journals: numbersOf(journalName) };
}

async function readSnapshot(folder: string, number: number): Promise<Snapshot> {
  const path = join(folder, `snapshot-${number}`);
  const [record] = scanRecords(await readFile(path)).records;
  if (!record)
    throw new Error(
      `${path} is damaged. Restore it from a copy, or remove ${folder} if who owned what may be forgotten.`,
    );
  return JSON.parse(record.payload.toString()) as Snapshot;
}

function writeSnapshot(folder: string, number: number, snapshot: Snapshot): Promise<void> {
  const bytes = frameRecord([Buffer.from(JSON.stringify(snapshot))]);
  return writeDurably(join(folder, `snapshot-${number}`), bytes);
}

async function removeBefore(folder: string, number: number): Promise<void> {
  const { snapshots, journals } = await numbersIn(folder);
  for (const each of snapshots.filter((n) => n < number))
    await rm(join(folder, `snapshot-${each}`), { force: true });
  for (const each of journals.filter((n) => n < number)) await rm(journalPath(folder, each), { force: true });
}
