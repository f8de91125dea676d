import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { migrate } from '../../platform/sql/migrate.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { journalMigrations } from './migrations.ts';

const againMs = 1000;

/** Brings the journal's tables about, now or when SQL is there. */
export class SchemaKeeper {
  readonly #sql: Sql;
  readonly #timers: Timers;
  readonly #onFailure: (error: unknown) => void;
  #again: Timer | undefined;
  #closed = false;

  constructor(sql: Sql, timers: Timers, onFailure: (error: unknown) => void) {
    this.#sql = sql;
    this.#timers = timers;
    this.#onFailure = onFailure;
  }

  /** Resolves when it was tried once; goes on in the background if that failed. */
  async firstTry(): Promise<void> {
    try {
      await migrate(this.#sql, journalMigrations);
    } catch (error) {
      if (this.#closed) return;
      this.#onFailure(error);
      this.#again = this.#timers.after(againMs, () => void this.firstTry());
    }
  }

  close(): void {
    this.#closed = true;
    this.#again?.cancel();
  }
}
