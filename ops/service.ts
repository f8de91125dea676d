import type { Clock } from '../kernel/ports/clock.ts';
import type { Timer, Timers } from '../kernel/ports/timers.ts';
import type { EventLog } from '../platform/log/port.ts';
import { migrate } from '../platform/sql/migrate.ts';
import type { Sql } from '../platform/sql/port.ts';
import type { OpsConfig } from './config.ts';
import { LiveModel } from './live/live-model.ts';
import type { LiveSource } from './live/live-source.ts';
import { openOwners, plant, readSeed, type Seed } from './live/seed.ts';
import type { LossAnnouncer } from './losses/loss-announcer.ts';
import type { Projector } from './projector/projector.ts';
import type { Regions } from './projector/regions.ts';
import { recordMigrations } from './projector/schema.ts';
import { recordTopics } from './projector/topics.ts';

/**
 * The work of ops: records kept from the log, the live picture, lost processes. Nothing here is needed
 * for a call; each part goes on as far as it can while an engine is away, and says so on the page.
 */
export interface OpsParts {
  readonly config: OpsConfig;
  readonly sql: Sql;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly regions: Regions;
  readonly projector: Projector;
  readonly announcer: LossAnnouncer;
  warn(error: unknown, message: string): void;
}

const tryAgainMs = 1000;
/** The page need not wait for the database for longer. */
const seedWithinMs = 6000;
const lookAtEndsMs = 1000;

/** Records from the log, from as soon as the database answers until closed. */
export class RecordKeeping {
  readonly #parts: OpsParts;
  #retry: Timer | undefined;
  #looks: Timer | undefined;
  #wholeMono: number | undefined;
  #closed = false;

  constructor(parts: OpsParts) {
    this.#parts = parts;
    void this.#start();
    this.#looks = parts.timers.every(lookAtEndsMs, () => void this.#lookAtEnds());
  }

  /** ms since every fact in the log was known to be in the records; -1 before. */
  ageMs(): number {
    return this.#wholeMono === undefined ? -1 : Math.round(this.#parts.clock.monoMs() - this.#wholeMono);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    this.#looks?.cancel();
    await this.#parts.projector.close();
  }

  async #start(): Promise<void> {
    const { sql, projector, timers, warn } = this.#parts;
    try {
      await migrate(sql, recordMigrations);
      if (!this.#closed) await projector.start();
    } catch (error) {
      if (this.#closed) return;
      warn(error, 'records wait for the database');
      this.#retry = timers.after(tryAgainMs, () => void this.#start());
    }
  }

  async #lookAtEnds(): Promise<void> {
    const asOfMono = this.#parts.clock.monoMs();
    const { log, projector } = this.#parts;
    try {
      for (const topic of recordTopics) {
        for (const [partition, end] of await log.ends(topic)) {
          if (projector.position(topic, partition) < Number(end)) return;
        }
      }
      this.#wholeMono = asOfMono;
    } catch {
      // The log is away: the age grows.
    }
  }
}

/** The live picture, with what the records say of today, or from now on when they can't be asked. */
export async function openLiveModel(
  parts: OpsParts,
): Promise<{ readonly model: LiveModel; readonly seed: Seed | undefined }> {
  const { config, clock, warn } = parts;
  const startOfDay = new Date(clock.wallMs()).setHours(0, 0, 0, 0);
  const limits = config.limits;
  let seed: Seed | undefined;
  try {
    seed = await within(parts.timers, seedWithinMs, async () => {
      await migrate(parts.sql, recordMigrations);
      return readSeed(parts.sql, parts.regions, startOfDay, limits.callsAtHand);
    });
  } catch (error) {
    warn(error, 'the live page begins without history');
  }
  const model = new LiveModel(config.sites, limits, seed?.since ?? clock.wallMs());
  if (seed) plant(model, seed, { mono: clock.monoMs(), wall: clock.wallMs() });
  const unknown = 'The database was away when operations started: calls from before are not counted here.';
  model.notice('no-history', seed ? undefined : { level: 'warning', sentence: unknown });
  return { model, seed };
}

export async function goLive(parts: OpsParts, source: LiveSource, seed: Seed | undefined): Promise<void> {
  parts.announcer.start(seed ? openOwners(seed).values() : [], seed?.losses ?? []);
  await source.start(seed?.positions);
}

/** Rejects when it takes longer; what was begun goes on unheard. */
function within<T>(timers: Timers, ms: number, run: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timers.after(ms, () => reject(new Error(`not done within ${ms} ms`)));
    run()
      .then(resolve, reject)
      .finally(() => timer.cancel());
  });
}
