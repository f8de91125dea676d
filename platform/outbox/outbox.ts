import { type Event, type Fact, type Facts, keyOf, topicOf } from '../../kernel/event/fact.ts';
import type { Metrics } from '../../kernel/ports/metrics.ts';
import type { Timer } from '../../kernel/ports/timers.ts';
import type { EnginePorts } from '../embedded/channel.ts';
import { limits } from '../embedded/protocol.ts';
import type { EventLog } from '../log/port.ts';
import { Sender } from './sender.ts';
import { Spool } from './spool.ts';
import type { SpoolEntry } from './spool-entry.ts';

/** Events to bytes and back: `platform/codec` in the product. */
export interface EventCodec {
  encodeEvent(event: Event): Uint8Array;
  /** `undefined` for bytes that are no event of this version. */
  decodeEvent(bytes: Uint8Array): Event | undefined;
}

export interface OutboxOptions {
  readonly folder: string;
  readonly process: string;
  /** `<number>-<nonce>` of this boot. */
  readonly boot: string;
  /** The site, or the process's own name where it has none. */
  readonly site: string;
  /** Epoch of the ownership under which this process speaks now. */
  readonly epoch: () => number;
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly limits?: Partial<OutboxLimits>;
}

export interface OutboxLimits {
  /** How long facts are gathered for one write and sync. */
  readonly gatherMs: number;
  /** Told but not yet on disk; beyond it facts are lost, and counted. */
  readonly unwrittenBytes_max: number;
  /** On disk while the log is away; beyond it facts are lost, and counted. */
  readonly keptBytes_max: number;
  readonly segmentBytes_max: number;
  /** In memory on their way out; the rest is read back from disk. */
  readonly heldRecords_max: number;
}

const defaultLimits: OutboxLimits = {
  gatherMs: 3,
  unwrittenBytes_max: 32 * 1024 * 1024,
  keptBytes_max: 1024 * 1024 * 1024,
  segmentBytes_max: 8 * 1024 * 1024,
  heldRecords_max: 20_000,
};

export interface OutboxCounters {
  told: number;
  written: number;
  /** Lost because a limit was reached; their sequence numbers are missing, so readers see the gap. */
  lostAtLimit: number;
  unencodable: number;
  diskFailures: number;
}

const diskPauseMs = 250;
const keepAcknowledgedEveryMs = 200;

/**
 * The only way out for facts: each is on disk before it is sent, then sent to its topic in order,
 * again until the log has taken it, over restarts of this process too. So a fact may arrive more
 * than once, and readers drop repeats by its id; it is lost only with the disk, or at a limit.
 */
export class Outbox implements Facts {
  readonly counters: OutboxCounters = {
    told: 0,
    written: 0,
    lostAtLimit: 0,
    unencodable: 0,
    diskFailures: 0,
  };
  readonly #ports: EnginePorts;
  readonly #options: OutboxOptions;
  readonly #limits: OutboxLimits;
  readonly #spool: Spool;
  readonly #sender: Sender;
  readonly #acknowledgedTimer: Timer;
  #sequence = 0;
  #unwritten: SpoolEntry[] = [];
  #unwrittenBytes = 0;
  #gathering: Timer | undefined;
  #writing: Promise<void> | undefined;
  #closed = false;
  /** The last chance has passed: a disk that still refuses is waited for no more. */
  #abandoned = false;

  private constructor(ports: EnginePorts, options: OutboxOptions, outboxLimits: OutboxLimits, spool: Spool) {
    this.#ports = ports;
    this.#options = options;
    this.#limits = outboxLimits;
    this.#spool = spool;
    this.#sender = new Sender(ports, options.log, spool, outboxLimits.heldRecords_max);
    this.#acknowledgedTimer = ports.timers.every(keepAcknowledgedEveryMs, () => {
      spool.keepAcknowledged().catch(() => {
        this.counters.diskFailures += 1;
      });
    });
  }

  /** Opens what an earlier life left, and begins to send it. */
  static async open(ports: EnginePorts, options: OutboxOptions): Promise<Outbox> {
    const outboxLimits = { ...defaultLimits, ...options.limits };
    const spool = await Spool.open({
      folder: options.folder,
      segmentBytes_max: outboxLimits.segmentBytes_max,
    });
    return new Outbox(ports, options, outboxLimits, spool);
  }

  tell(fact: Fact): void {
    this.counters.told += 1;
    this.#sequence += 1;
    const value = this.#encode(fact);
    if (!value) return;
    const full =
      this.#unwrittenBytes + value.byteLength > this.#limits.unwrittenBytes_max ||
      this.#spool.bytes + this.#unwrittenBytes > this.#limits.keptBytes_max ||
      value.byteLength > limits.recordBytes_max;
    if (full || this.#closed) {
      this.counters.lostAtLimit += 1;
      return;
    }
    this.#unwritten.push(this.#spool.number(topicOf(fact), keyOf(fact).slice(0, 256) || '-', value));
    this.#unwrittenBytes += value.byteLength;
    if (!this.#writing)
      this.#gathering ??= this.#ports.timers.after(this.#limits.gatherMs, () => this.#startWriting());
  }

  /** Everything told so far is on disk when this resolves. */
  async flush(): Promise<void> {
    while (this.#unwritten.length > 0 || this.#writing) {
      this.#startWriting();
      await this.#writing;
    }
  }

  /** Everything told so far is with the log when this resolves; while the log is away it doesn't. */
  async sent(): Promise<void> {
    await this.flush();
    await this.#sender.idle();
  }

  isSent(): boolean {
    return this.#unwritten.length === 0 && !this.#writing && this.#sender.isIdle();
  }

  /** Writes what is left, gives sending `drainMs` more, and leaves the rest to the next life. */
  async close(drainMs = 500): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { timers } = this.#ports;
    let cut: Timer | undefined;
    const late = new Promise<void>((resolve) => {
      cut = timers.after(drainMs, resolve);
    });
    await Promise.race([this.sent(), late]);
    cut?.cancel();
    this.#abandoned = true;
    this.#gathering?.cancel();
    this.#sender.close();
    this.#acknowledgedTimer.cancel();
    await this.#spool.close();
  }

  measure(metrics: Metrics): void {
    metrics.gauge('tandem_outbox_facts', 'What became of facts told to the outbox', () =>
      Object.entries({ ...this.counters, ...this.#sender.counters }).map(([what, value]) => ({
        value,
        labels: { what },
      })),
    );
    metrics.gauge(
      'tandem_outbox_kept_bytes',
      'Facts on disk that are not yet all sent',
      () => this.#spool.bytes,
    );
  }

  #encode(fact: Fact): Uint8Array | undefined {
    const { process, boot, site, epoch, codec } = this.#options;
    try {
      return codec.encodeEvent({
        id: { process, boot, sequence: this.#sequence },
        site,
        ownerEpoch: epoch(),
        atMs: this.#ports.clock.wallMs(),
        fact,
      });
    } catch {
      this.counters.unencodable += 1;
      return undefined;
    }
  }

  #startWriting(): void {
    this.#gathering?.cancel();
    this.#gathering = undefined;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    while (this.#unwritten.length > 0) {
      const entries = this.#unwritten;
      this.#unwritten = [];
      this.#unwrittenBytes = 0;
      while (!(await this.#writeOnce(entries))) {
        this.counters.diskFailures += 1;
        if (this.#abandoned) return;
        await new Promise<void>((resolve) => {
          this.#ports.timers.after(diskPauseMs, resolve);
        });
      }
      this.counters.written += entries.length;
      this.#sender.offer(entries);
    }
  }

  async #writeOnce(entries: readonly SpoolEntry[]): Promise<boolean> {
    try {
      await this.#spool.write(entries);
      return true;
    } catch {
      return false;
    }
  }
}
