import type { Migration } from './port.ts';

/**
 * The dialect that migrations keep to: what CockroachDB and PostgreSQL both take, and what our own
 * rules ask (no counters as keys, region first in every key, no locks but rows). A fault names the
 * statement and says what to write instead.
 */
export interface DialectFault {
  readonly migration: string;
  /** The beginning of the statement. */
  readonly statement: string;
  readonly fault: string;
}

const forbidden: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(small|big)?serial[248]?\b/, 'SERIAL is a hot spot: make the key from ids of ours'],
  [
    /\bgenerated\s+(always|by\s+default)\s+as\s+identity\b/,
    'IDENTITY is a hot spot: make the key from ids of ours',
  ],
  [/\b(create\s+sequence|nextval\s*\()/, 'a sequence is a hot spot: make the key from ids of ours'],
  [/\b(un)?listen\s+\w|\bnotify\s+\w|\bpg_notify\b/, 'LISTEN and NOTIFY: read the log instead'],
  [/\bpg_(try_)?advisory/, 'advisory locks: update a row that all concerned touch'],
  [/\block\s+table\b/, 'LOCK TABLE: SERIALIZABLE transactions need no table locks'],
  [
    /\bset\s+(session\s+|local\s+)?(transaction|session\s+characteristics)\b/,
    'every transaction is SERIALIZABLE',
  ],
  [
    /\bcreate\s+(or\s+replace\s+)?(function|procedure|trigger|rule|aggregate|operator)\b/,
    'code belongs in the program',
  ],
  [/\bdo\s+\$/, 'DO blocks: code belongs in the program'],
  [/\bcreate\s+extension\b/, 'extensions: CockroachDB has none'],
  [/\bcreate\s+domain\b/, 'domains: use a type with a CHECK'],
  [/\binherits\s*\(/, 'table inheritance: CockroachDB has none'],
  [/\bexclude\s+using\b/, 'EXCLUDE constraints: CockroachDB has none'],
  [/\bdeferrable\b/, 'deferrable constraints: CockroachDB has none'],
  [/\bunlogged\b|\btablespace\b/, "UNLOGGED and TABLESPACE: where data lies is not the schema's business"],
  [/\bcreate\s+(temp|temporary)\b/, 'temporary tables: not in CockroachDB by default'],
  [/\b(vacuum|cluster|reindex)\b(?!\w)\s+\w/, 'upkeep belongs to the engine'],
  [
    /\b(money|hstore|xml|tsvector|tsquery|macaddr|point|polygon|cidr)\b\s*(,|\)|not\b|null\b|default\b)/,
    "that type is PostgreSQL's alone",
  ],
  [/\bconcurrently\b/, 'CONCURRENTLY cannot run in a transaction'],
  [/\b(begin|commit|rollback)\b\s*;?\s*$/, 'a migration is one transaction already'],
  [
    /\btruncate\b|\bdrop\s+(table|schema|database)\b/,
    'data is not dropped by a migration that may run beside an older program',
  ],
];

export function findDialectFaults(migrations: readonly Migration[]): DialectFault[] {
  const names = new Set<string>();
  return migrations.flatMap((migration) => {
    const faults: DialectFault[] = [];
    const report = (statement: string, fault: string) =>
      faults.push({
        migration: migration.name,
        statement: statement.trim().replace(/\s+/g, ' ').slice(0, 60),
        fault,
      });
    if (!/^[a-z-]+\/\d{4}-[a-z0-9-]+$/.test(migration.name))
      report('', 'its name is not FOLDER/NNNN-what-it-does');
    if (names.has(migration.name)) report('', 'its name is taken by another migration');
    names.add(migration.name);
    for (const statement of migration.statements)
      for (const fault of faultsIn(statement)) report(statement, fault);
    return faults;
  });
}

function faultsIn(statement: string): string[] {
  const bare = withoutLiterals(statement).toLowerCase();
  const faults = forbidden.filter(([pattern]) => pattern.test(bare)).map(([, instead]) => instead);
  if (/;\s*\S/.test(bare)) faults.push('two statements in one: list them apart');
  if (/\bcreate\s+table\b/.test(bare)) {
    const inline = /^\s*\w+[^,(]*\bprimary\s+key\b/m.test(bare.replace(/primary\s+key\s*\(/g, ''));
    if (!/\bprimary\s+key\b/.test(bare)) faults.push('a table without a primary key');
    else if (inline) faults.push('a primary key of one column: region stands first in every key');
  }
  for (const key of keysIn(bare))
    if (!/^\s*region\b/.test(key)) faults.push(`region stands first in every key, not (${key.trim()})`);
  return faults;
}

/** What stands in the brackets of primary keys, unique constraints and indexes. */
function keysIn(bare: string): string[] {
  const keys = [...bare.matchAll(/\b(?:primary\s+key|unique)\s*\(([^)]*)\)/g)];
  const index = /\bcreate\s+(?:unique\s+)?index\b.*?\bon\s+\S+\s*(?:using\s+\w+\s*)?\(([^)]*)\)/s.exec(bare);
  return [...keys.map((key) => key[1]!), ...(index ? [index[1]!] : [])];
}

/** Comments and quoted texts say nothing of the dialect. */
function withoutLiterals(statement: string): string {
  return statement
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''");
}
