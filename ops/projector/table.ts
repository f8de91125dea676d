import type { SqlTransaction } from '../../platform/sql/port.ts';

/**
 * Rows to SQL, many to a statement: they travel as one JSON parameter, which PostgreSQL and CockroachDB
 * both unfold. Writing a row again replaces it.
 */
export interface Table<Row extends object> {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  readonly columns: { readonly [Column in keyof Row & string]: ColumnType };
}

export type ColumnType = 'TEXT' | 'BIGINT' | 'DOUBLE PRECISION' | 'BOOLEAN' | 'JSONB';

/** Rows to one statement; more go in several. */
const rowsInStatement_max = 500;

export async function upsert<Row extends object>(
  tx: SqlTransaction,
  table: Table<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(table.columns) as (keyof Row & string)[];
  const typed = columns.map((column) => `${column} ${table.columns[column]}`).join(', ');
  const others = columns.filter((column) => !table.key.includes(column));
  const change = others.length
    ? `DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`
    : 'DO NOTHING';
  const statement =
    `INSERT INTO ${table.name} (${columns.join(', ')}) ` +
    `SELECT ${columns.join(', ')} FROM jsonb_to_recordset($1::JSONB) AS given (${typed}) ` +
    `ON CONFLICT (${table.key.join(', ')}) ${change}`;
  for (let from = 0; from < rows.length; from += rowsInStatement_max) {
    await tx.query(statement, [toJson(rows.slice(from, from + rowsInStatement_max))]);
  }
}

/** JSON as SQL takes it: no NUL and no half characters, which the network may have sent. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\u0000', '\ufffd').toWellFormed() : inner,
  );
}
