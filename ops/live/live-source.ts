import type { Clock } from '../../kernel/ports/clock.ts';
import { decodeSiteState, siteStateTopic } from '../../platform/codec/site-state-codec.ts';
import type { Batch, EventLog, Reader } from '../../platform/log/port.ts';
import type { LossAnnouncer } from '../losses/loss-announcer.ts';
import { positionsOf } from '../projector/projector.ts';
import { readRecord, recordTopics } from '../projector/topics.ts';
import type { LiveModel, Now } from './live-model.ts';

/**
 * Feeds the live picture from the log, apart from the projector: the page goes on while the database
 * is away.
 */
export class LiveSource {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #model: LiveModel;
  readonly #announcer: LossAnnouncer;
  readonly #readers: Reader[] = [];
  readonly counters = { facts: 0, states: 0, undecodable: 0 };

  constructor(parts: { log: EventLog; clock: Clock; model: LiveModel; announcer: LossAnnouncer }) {
    this.#log = parts.log;
    this.#clock = parts.clock;
    this.#model = parts.model;
    this.#announcer = parts.announcer;
  }

  /** From these positions; `undefined`: from the ends, as far as they can be told. */
  async start(positions: ReadonlyMap<string, number> | undefined): Promise<void> {
    for (const topic of recordTopics) {
      const from = positions ? positionsOf(positions, topic) : await this.#ends(topic);
      this.#readers.push(this.#log.read(topic, from, async (batch) => this.#takeFacts(batch)));
    }
    // States are old within a second: those of before say nothing.
    const ends = await this.#ends(siteStateTopic);
    this.#readers.push(this.#log.read(siteStateTopic, ends, async (batch) => this.#takeStates(batch)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
  }

  async #ends(topic: string): Promise<ReadonlyMap<number, bigint>> {
    return this.#log.ends(topic).catch(() => new Map());
  }

  #takeFacts(batch: Batch): void {
    const now = this.#now();
    for (const record of batch.records) {
      const taken = readRecord(batch.topic, record);
      if (!taken) {
        this.counters.undecodable += 1;
      } else if (taken.kind === 'loss') {
        this.#model.takeLoss(taken.loss, now);
      } else {
        this.counters.facts += 1;
        this.#announcer.heard(taken.event);
        this.#model.takeEvent(taken.event, now);
      }
    }
  }

  #takeStates(batch: Batch): void {
    const now = this.#now();
    for (const record of batch.records) {
      const state = decodeSiteState(record.value);
      if (!state) {
        this.counters.undecodable += 1;
        continue;
      }
      this.counters.states += 1;
      this.#announcer.heardState(state);
      this.#model.takeState(state, now);
    }
  }

  #now(): Now {
    return { mono: this.#clock.monoMs(), wall: this.#clock.wallMs() };
  }
}
