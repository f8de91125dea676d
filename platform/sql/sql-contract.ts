import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommitInDoubt, EngineAway } from '../engine-errors.ts';
import { MigrationChanged, migrate } from './migrate.ts';
import type { Migration, Sql } from './port.ts';

export interface SqlUnderTest {
  /** A new, empty database, as another process sees it. */
  database(): Promise<DatabaseUnderTest>;
  close(): Promise<void>;
}

export interface DatabaseUnderTest {
  connect(): Promise<SqlConnection>;
}

export interface SqlConnection {
  readonly sql: Sql;
  cut(): void;
  mend(): void;
  /** From now on the next COMMIT reaches the engine, and its answer gets lost on the way back. */
  loseNextCommitAnswer(): void;
}

const accounts: Migration = {
  name: 'test/0001-accounts',
  statements: [
    `CREATE TABLE account (region TEXT NOT NULL, id TEXT NOT NULL, balance BIGINT NOT NULL,
      doc JSONB, PRIMARY KEY (region, id))`,
    "INSERT INTO account (region, id, balance) VALUES ('r', 'a', 100), ('r', 'b', 100)",
  ],
};

/** What every adapter of the SQL port promises. */
export function describeSqlContract(name: string, makeAdapter: () => Promise<SqlUnderTest>): void {
  describe(`sql, ${name}`, () => {
    let engine: SqlUnderTest;
    beforeAll(async () => {
      engine = await makeAdapter();
    });
    afterAll(() => engine?.close());

    const prepared = async () => {
      const database = await engine.database();
      const here = await database.connect();
      await migrate(here.sql, [accounts]);
      return { here, there: await database.connect() };
    };
    const balanceOf = async (sql: Sql, id: string) =>
      (
        await sql.query<{ balance: number }>("SELECT balance FROM account WHERE region = 'r' AND id = $1", [
          id,
        ])
      )[0]!.balance;

    it('gives BIGINT as a number, beyond exactness as a bigint, and JSONB parsed', async () => {
      const { here } = await prepared();
      const [row] = await here.sql.query(
        'SELECT 42::BIGINT AS small, 9007199254740993::BIGINT AS large, \'{"a":[1]}\'::JSONB AS doc, $1::TEXT AS text',
        ['词'],
      );
      expect(row).toEqual({ small: 42, large: 9007199254740993n, doc: { a: [1] }, text: '词' });
    });

    it('commits what a transaction did, and undoes what threw', async () => {
      const { here, there } = await prepared();
      const before = await here.sql.transaction(async (tx) => {
        await tx.query("UPDATE account SET balance = balance - 10 WHERE region = 'r' AND id = 'a'");
        return 'done';
      });
      expect(before).toBe('done');
      await expect(
        here.sql.transaction(async (tx) => {
          await tx.query("UPDATE account SET balance = 0 WHERE region = 'r' AND id = 'a'");
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      expect(await balanceOf(there.sql, 'a')).toBe(90);
    });

    it('runs a transaction again until it serializes: no update is lost, no invariant skewed', async () => {
      const { here, there } = await prepared();
      let runs = 0;
      const withdraw = (sql: Sql, id: string) =>
        sql.transaction(async (tx) => {
          runs += 1;
          const [sum] = await tx.query<{ total: number }>(
            "SELECT sum(balance)::BIGINT AS total FROM account WHERE region = 'r'",
          );
          if (sum!.total < 150) return false;
          await tx.query("UPDATE account SET balance = balance - 60 WHERE region = 'r' AND id = $1", [id]);
          return true;
        });
      // Each alone leaves 140 at least; both on the same reading would leave 80.
      const took = await Promise.all([
        withdraw(here.sql, 'a'),
        withdraw(there.sql, 'b'),
        withdraw(here.sql, 'b'),
        withdraw(there.sql, 'a'),
      ]);
      expect(took.filter(Boolean)).toHaveLength(1);
      expect((await balanceOf(here.sql, 'a')) + (await balanceOf(here.sql, 'b'))).toBe(140);
      expect(runs).toBeGreaterThanOrEqual(4);
      const additions = Array.from({ length: 24 }, (_, i) =>
        (i % 2 ? here : there).sql.transaction(async (tx) => {
          const [row] = await tx.query<{ balance: number }>(
            "SELECT balance FROM account WHERE region = 'r' AND id = 'a'",
          );
          await tx.query("UPDATE account SET balance = $1 WHERE region = 'r' AND id = 'a'", [
            row!.balance + 1,
          ]);
        }),
      );
      const before = await balanceOf(here.sql, 'a');
      const outcomes = await Promise.allSettled(additions);
      const added = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
      expect(await balanceOf(here.sql, 'a')).toBeGreaterThanOrEqual(before);
      expect(added).toBeGreaterThanOrEqual(20);
    });

    it('never commits a transaction one of whose statements failed, even if its error was swallowed', async () => {
      const { here } = await prepared();
      await expect(
        here.sql.transaction(async (tx) => {
          await tx.query("UPDATE account SET balance = 1 WHERE region = 'r' AND id = 'a'");
          await tx.query('SELECT 1 / 0').catch(() => {});
          return 'fine';
        }),
      ).rejects.toThrow(/division by zero/);
      expect(await balanceOf(here.sql, 'a')).toBe(100);
    });

    it('refuses a statement that comes after its transaction', async () => {
      const { here } = await prepared();
      let late: (() => Promise<unknown>) | undefined;
      await here.sql.transaction(async (tx) => {
        late = () => tx.query('SELECT 1');
      });
      await expect(late!()).rejects.toThrow(/has ended/);
    });

    it('says that a commit is in doubt when its answer is lost, and the write can be read back', async () => {
      const { here, there } = await prepared();
      here.loseNextCommitAnswer();
      await expect(
        here.sql.transaction((tx) =>
          tx.query("UPDATE account SET balance = 7 WHERE region = 'r' AND id = 'a'"),
        ),
      ).rejects.toThrow(CommitInDoubt);
      await eventually(async () => expect(await balanceOf(there.sql, 'a')).toBe(7));
      expect(await balanceOf(here.sql, 'a')).toBe(7);
    });

    it('says that it is away while it is cut off, and serves again afterwards', async () => {
      const { here } = await prepared();
      const inside = here.sql.transaction(async (tx) => {
        await tx.query("UPDATE account SET balance = 8 WHERE region = 'r' AND id = 'a'");
        here.cut();
        await tx.query("UPDATE account SET balance = 9 WHERE region = 'r' AND id = 'a'");
      });
      await expect(inside).rejects.toThrow(EngineAway);
      await expect(here.sql.query('SELECT 1')).rejects.toThrow(EngineAway);
      here.mend();
      await eventually(async () => expect(await balanceOf(here.sql, 'a')).toBe(100));
    });

    it('applies each migration once, however many processes start at once', async () => {
      const database = await engine.database();
      const starters = await Promise.all([1, 2, 3, 4].map(() => database.connect()));
      const second: Migration = {
        name: 'test/0002-note',
        statements: ['ALTER TABLE account ADD COLUMN note TEXT'],
      };
      const applied = await Promise.all(starters.map(({ sql }) => migrate(sql, [accounts, second])));
      expect(applied.flat().sort()).toEqual(['test/0001-accounts', 'test/0002-note']);
      const [{ sql }] = starters as [SqlConnection];
      expect(await sql.query('SELECT id, note FROM account ORDER BY id')).toHaveLength(2);
      expect(await migrate(sql, [accounts, second])).toEqual([]);
      const changed = { ...second, statements: ['ALTER TABLE account ADD COLUMN other TEXT'] };
      await expect(migrate(sql, [accounts, changed])).rejects.toThrow(MigrationChanged);
    });

    it('leaves nothing of a migration that failed half-way', async () => {
      const database = await engine.database();
      const { sql } = await database.connect();
      const broken = { ...accounts, statements: [...accounts.statements, 'SELECT * FROM nowhere'] };
      await expect(migrate(sql, [broken])).rejects.toThrow(/nowhere/);
      expect(await migrate(sql, [accounts])).toEqual(['test/0001-accounts']);
    });
  });
}

async function eventually(check: () => unknown, withinMs = 8_000): Promise<void> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
