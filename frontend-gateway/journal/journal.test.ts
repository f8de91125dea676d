import { describe, expect, it } from 'vitest';
import { openScratchSql } from '../../platform/embedded/scratch.ts';
import { findDialectFaults } from '../../platform/sql/dialect.ts';
import { migrate } from '../../platform/sql/migrate.ts';
import { describeJournalContract } from './journal-contract.ts';
import { MemoryJournal } from './memory-journal.ts';
import { journalMigrations } from './migrations.ts';
import { SqlJournal } from './sql-journal.ts';

describeJournalContract('in memory', async () => ({ journal: new MemoryJournal(), async close() {} }));

describeJournalContract('in SQL', async () => {
  const scratch = await openScratchSql();
  await migrate(scratch.sql, journalMigrations);
  return { journal: new SqlJournal(scratch.sql, 'cn'), close: () => scratch.close() };
});

describe("the journal's tables", () => {
  it('keep to the dialect of CockroachDB and PostgreSQL', () => {
    expect(findDialectFaults(journalMigrations)).toEqual([]);
  });
});
