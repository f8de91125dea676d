import type { Random } from '../../kernel/ports/random.ts';
import type { SimulatedTime } from '../../kernel/simulated/time.ts';
import { accountsBusiness } from '../../population/backend/accounts.ts';
import type { Entry, LedgerRecord } from '../../population/backend/entries.ts';
import { Ledger, type Position } from '../../population/backend/ledger.ts';
import { customerAt, Directory, indexOfCustomer } from '../../population/customers/people.ts';

const syncMs = 1;
const directory = new Directory(50);

/**
 * A back-end in memory: the real ledger, a disk that takes a millisecond and keeps what was synced over
 * a crash, and replication that fetches from the twin. It can be down, frozen, or slow to replicate.
 */
export class SimulatedBackend {
  readonly id: string;
  readonly #twin: string;
  readonly #time: SimulatedTime;
  readonly #random: Random;
  #ledger: Ledger;
  /** What the disk holds. */
  #disk: LedgerRecord[] = [];
  /** Counts crashes: what an earlier life was about to answer is never answered. */
  #life = 0;
  #waiting: (() => void)[] = [];
  up = true;
  frozen = false;
  replicationLagMs = 100;
  replicationBroken = false;
  /** Called with each own entry at the moment at which it is applied. */
  onApplied: (entry: Entry) => void = () => {};

  constructor(id: string, twin: string, time: SimulatedTime, random: Random) {
    this.id = id;
    this.#twin = twin;
    this.#time = time;
    this.#random = random;
    this.#ledger = this.#read();
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Whether a connection can be made: a frozen process still has its kernel to accept it. */
  get reachable(): boolean {
    return this.up;
  }

  /**
   * Runs `act` when the process gets to it, and answers when what it kept is on disk. `undefined`, late
   * or never, stands for a connection that broke.
   */
  serve<T>(
    act: (ledger: Ledger) => { readonly verdict: T; readonly record?: LedgerRecord },
  ): Promise<T | undefined> {
    return new Promise((resolve) => {
      const life = this.#life;
      const run = () => {
        if (life !== this.#life || !this.up) return resolve(undefined);
        if (this.frozen) {
          this.#waiting.push(run);
          return;
        }
        const { verdict, record } = act(this.#ledger);
        if (record?.kind === 'entry') this.onApplied(record.entry);
        this.#sync(record, () => resolve(life === this.#life ? verdict : undefined));
      };
      run();
    });
  }

  crash(): void {
    if (!this.up) return;
    this.up = false;
    this.frozen = false;
    this.#life += 1;
    for (const run of this.#waiting.splice(0)) run();
  }

  restart(): void {
    if (this.up) return;
    this.#ledger = this.#read();
    this.up = true;
  }

  thaw(): void {
    this.frozen = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  /** Takes what the twin has on its disk and is old enough. */
  fetchFrom(twin: SimulatedBackend): void {
    const bothWell = this.up && !this.frozen && twin.up && !twin.frozen;
    if (!bothWell || this.replicationBroken) return;
    for (const entry of twin.givenTo(this.#ledger.replicated)) {
      const record = this.#ledger.replicate(entry);
      if (record) this.#sync(record, () => {});
    }
  }

  givenTo(after: number): readonly Entry[] {
    const untilMs = this.#time.wallMs() - this.replicationLagMs;
    const safe = this.#disk.filter(
      (record) => record.kind === 'entry' && record.entry.origin === this.id,
    ).length;
    return this.#ledger.ownAfter(after, safe, 1000).filter((entry) => entry.atMs <= untilMs);
  }

  /** The position as it may be told: what is on the disk. */
  safePosition(): Position {
    const fences = this.#disk.filter((record) => record.kind === 'fence');
    const last = this.#disk.findLast((record) => record.kind === 'fence' || record.kind === 'restore');
    return {
      generation: fences.at(-1)?.generation ?? 0,
      fenced: last?.kind === 'fence',
      head: this.#entriesOnDisk(this.id),
      fencedHead: fences.at(-1)?.head ?? 0,
      replicated: { [this.#twin]: this.#entriesOnDisk(this.#twin) },
    };
  }

  /** Everything on the disk, own and replicated. */
  entries(): readonly Entry[] {
    return this.#disk.filter((record) => record.kind === 'entry').map((record) => record.entry);
  }

  #entriesOnDisk(origin: string): number {
    return this.#disk.filter((record) => record.kind === 'entry' && record.entry.origin === origin).length;
  }

  #sync(record: LedgerRecord | undefined, then: () => void): void {
    const life = this.#life;
    if (!record) {
      this.#time.after(syncMs, then);
      return;
    }
    this.#time.after(syncMs, () => {
      // The machine may have written what the process never lived to answer.
      if (life === this.#life || this.#random.unit() < 0.5) this.#write(record);
      then();
    });
  }

  /** A record that came after one that was lost is lost with it: the file is good up to the first gap. */
  #write(record: LedgerRecord): void {
    if (record.kind === 'entry') {
      const { origin, sequence } = record.entry;
      if (sequence !== this.#entriesOnDisk(origin) + 1) return;
    }
    this.#disk.push(record);
  }

  #read(): Ledger {
    const ledger = new Ledger({
      id: this.id,
      twin: this.#twin,
      keyRetentionMs: 86_400_000,
      openingFen: (account) => customerAt(indexOfCustomer(account) ?? 0).openingFen,
      business: accountsBusiness(directory),
    });
    for (const record of this.#disk) ledger.take(record);
    return ledger;
  }
}
