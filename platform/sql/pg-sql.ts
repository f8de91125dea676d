import pg from 'pg';
import type { EnginePorts } from '../embedded/channel.ts';
import { CommitInDoubt, EngineAway } from '../engine-errors.ts';
import type { Sql, SqlTransaction } from './port.ts';
import {
  isConnectionLoss,
  isRetriable,
  leavesCommitInDoubt,
  TransactionAborted,
  TransactionOver,
} from './sql-errors.ts';
import { sqlTypes } from './sql-types.ts';

export interface PgOptions {
  /** A host name, or the folder of the server's Unix socket. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly connections_max: number;
  /** How long a connection, a statement, or a COMMIT may take; 5000 unless told. */
  readonly deadlineMs?: number;
}

const attempts_max = 12;
const firstPauseMs = 4;
const longestPauseMs = 500;

/**
 * The SQL port by `pg`: PostgreSQL, or CockroachDB, which speaks the same protocol. Every statement
 * has a deadline, after which its connection is thrown away: whoever hangs is not waited for.
 */
export class PgSql implements Sql {
  readonly #ports: EnginePorts;
  readonly #deadlineMs: number;
  readonly #pool: pg.Pool;
  #closing: Promise<void> | undefined;
  readonly counters = { retried: 0, gaveUpRetrying: 0, inDoubt: 0, away: 0 };

  constructor(ports: EnginePorts, options: PgOptions) {
    this.#ports = ports;
    this.#deadlineMs = options.deadlineMs ?? 5_000;
    this.#pool = new pg.Pool({
      host: options.host,
      port: options.port ?? 5432,
      user: options.user ?? 'tandem',
      database: options.database ?? 'tandem',
      max: options.connections_max,
      connectionTimeoutMillis: this.#deadlineMs,
      idleTimeoutMillis: 0,
      types: sqlTypes,
      // Seen by the server from the first statement on; a statement that outlives its deadline ends there too.
      options: `-c default_transaction_isolation=serializable -c statement_timeout=${this.#deadlineMs}`,
    });
    // A connection that breaks while it lies idle is dropped by the pool; the next one is new.
    this.#pool.on('error', () => {});
    // One that breaks between two statements of a transaction says so at the next statement.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async query<Row extends object = Record<string, unknown>>(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return this.#retrying(async () => {
      const client = await this.#connect();
      try {
        const { rows } = await this.#run(client, text, parameters);
        client.release();
        return rows as Row[];
      } catch (error) {
        client.release(isConnectionLoss(error));
        throw error;
      }
    });
  }

  async transaction<T>(run: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    return this.#retrying(() => this.#attempt(run));
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #attempt<T>(run: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let failure: unknown;
    let over = false;
    const tx: SqlTransaction = {
      query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) => {
        if (over) throw new TransactionOver();
        try {
          return (await this.#run(client, text, parameters)).rows as Row[];
        } catch (error) {
          failure ??= error;
          throw error;
        }
      },
    };
    let result: T;
    try {
      await this.#run(client, 'BEGIN ISOLATION LEVEL SERIALIZABLE', []);
      result = await run(tx);
      over = true;
    } catch (error) {
      over = true;
      await this.#rollBack(client, error);
      // What the function made of a failed statement is not the cause: the statement is.
      throw failure !== undefined && isRetriable(failure) ? failure : error;
    }
    let answer: pg.QueryResult;
    try {
      answer = await this.#run(client, 'COMMIT', []);
    } catch (error) {
      const inDoubt = leavesCommitInDoubt(error);
      client.release(inDoubt);
      if (!inDoubt) throw error;
      this.counters.inDoubt += 1;
      throw new CommitInDoubt(error instanceof Error ? error.message : String(error));
    }
    client.release();
    // COMMIT of a transaction in which a statement failed answers ROLLBACK, and no error.
    if (answer.command !== 'COMMIT') throw failure ?? new TransactionAborted();
    return result;
  }

  async #rollBack(client: pg.PoolClient, cause: unknown): Promise<void> {
    if (isConnectionLoss(cause)) return client.release(true);
    try {
      await this.#run(client, 'ROLLBACK', []);
      client.release();
    } catch {
      client.release(true);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    if (this.#closing) throw new EngineAway('sql', 'this process is closing');
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.counters.away += 1;
      throw new EngineAway('sql', error instanceof Error ? error.message : String(error));
    }
  }

  /** One statement, within its deadline. Rejects with the server's error or with `EngineAway`. */
  #run(client: pg.PoolClient, text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const timer = this.#ports.timers.after(this.#deadlineMs + 250, () => {
        this.counters.away += 1;
        reject(new EngineAway('sql', `no answer in ${this.#deadlineMs} ms`));
      });
      client.query(text, [...parameters]).then(
        (result) => {
          timer.cancel();
          resolve(result);
        },
        (error: unknown) => {
          timer.cancel();
          if (!isConnectionLoss(error)) return reject(error);
          this.counters.away += 1;
          reject(new EngineAway('sql', error instanceof Error ? error.message : String(error)));
        },
      );
    });
  }

  async #retrying<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (!isRetriable(error)) throw error;
        if (tries >= attempts_max) {
          this.counters.gaveUpRetrying += 1;
          throw error;
        }
        this.counters.retried += 1;
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
        await new Promise<void>((resolve) => {
          this.#ports.timers.after(pauseMs * this.#ports.random.unit(), resolve);
        });
      }
    }
  }
}
