import { createHash } from 'node:crypto';
import type { Migration, Sql, SqlTransaction } from './port.ts';

/** The tables by which migrations are taken one at a time; itself a migration, made by whoever comes first. */
export const sentinelMigration: Migration = {
  name: 'platform/0001-sentinel',
  statements: [
    `CREATE TABLE IF NOT EXISTS schema_sentinel (
      region TEXT NOT NULL, name TEXT NOT NULL, turns BIGINT NOT NULL,
      PRIMARY KEY (region, name)
    )`,
    `CREATE TABLE IF NOT EXISTS schema_migration (
      region TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
      applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      PRIMARY KEY (region, name)
    )`,
  ],
};

/** The schema belongs to no region. */
const region = 'all';
const sentinelTries_max = 10;

/** A migration that was applied has been changed since. */
export class MigrationChanged extends Error {
  readonly code = 'migration-changed';
  readonly retriable = false;

  constructor(name: string) {
    super(
      `migration ${name} was applied in another form. Put it back as it was, and add a new one after it.`,
    );
    this.name = 'MigrationChanged';
  }
}

/**
 * Applies what is missing, in order, each in a transaction of its own. Any number of processes may do
 * this at once: all of them update the sentinel row first, so one waits for the other, and finds the
 * work done. Returns the names that this call applied.
 */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<readonly string[]> {
  await makeSentinel(sql);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await sql.transaction((tx) => applyOnce(tx, migration))) applied.push(migration.name);
  }
  return applied;
}

async function applyOnce(tx: SqlTransaction, migration: Migration): Promise<boolean> {
  await tx.query('UPDATE schema_sentinel SET turns = turns + 1 WHERE region = $1 AND name = $2', [
    region,
    'migrations',
  ]);
  const digest = digestOf(migration);
  const [present] = await tx.query<{ digest: string }>(
    'SELECT digest FROM schema_migration WHERE region = $1 AND name = $2',
    [region, migration.name],
  );
  if (present) {
    if (present.digest !== digest) throw new MigrationChanged(migration.name);
    return false;
  }
  for (const statement of migration.statements) await tx.query(statement);
  await tx.query('INSERT INTO schema_migration (region, name, digest) VALUES ($1, $2, $3)', [
    region,
    migration.name,
    digest,
  ]);
  return true;
}

/** IF NOT EXISTS is no protection against another that does the same at the same moment: then it is tried again. */
async function makeSentinel(sql: Sql): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      for (const statement of sentinelMigration.statements) await sql.query(statement);
      await sql.query(
        'INSERT INTO schema_sentinel (region, name, turns) VALUES ($1, $2, 0) ON CONFLICT (region, name) DO NOTHING',
        [region, 'migrations'],
      );
      return;
    } catch (error) {
      const state = (error as { code?: string }).code ?? '';
      // Unique violation in the catalogue, duplicate table, duplicate object.
      if (!['23505', '42P07', '42710'].includes(state) || tries >= sentinelTries_max) throw error;
    }
  }
}

function digestOf(migration: Migration): string {
  const text = migration.statements.map((statement) => statement.trim().replace(/\s+/g, ' ')).join(';\n');
  return createHash('sha256').update(text).digest('hex');
}
