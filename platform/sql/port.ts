/**
 * What is kept: the port that CockroachDB and PostgreSQL stand behind. Every transaction is
 * SERIALIZABLE and may run its function more than once (40001 is retried with a random pause), so the
 * function must do nothing but talk to `tx`. Unknown outcome of a COMMIT rejects with `CommitInDoubt`.
 */
export interface Sql {
  /** One statement, outside any transaction. Parameters are `$1`, `$2`, …. */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<readonly Row[]>;
  transaction<T>(run: (tx: SqlTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SqlTransaction {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<readonly Row[]>;
}

/** A step of the schema; applied once, in order, behind a sentinel row, by whoever comes first. */
export interface Migration {
  /** `ops/0001-records`: unique for ever. */
  readonly name: string;
  readonly statements: readonly string[];
}
