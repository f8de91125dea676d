import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findDialectFaults } from './dialect.ts';
import type { Migration } from './port.ts';

const root = join(import.meta.dirname, '..', '..');

/** Files that declare migrations: they name the type in an exported constant. */
function filesWithMigrations(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)(node_modules|\.tandem)\//.test(file),
    )
    .filter((file) =>
      /export const \w+: (readonly )?Migration\b/.test(readFileSync(join(root, file), 'utf8')),
    );
}

async function migrationsOf(file: string): Promise<Migration[]> {
  const module: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href);
  return Object.values(module).flat().filter(isMigration);
}

function isMigration(value: unknown): value is Migration {
  return typeof value === 'object' && value !== null && 'name' in value && 'statements' in value;
}

function faultsOf(statement: string): string[] {
  return findDialectFaults([{ name: 'test/0001-x', statements: [statement] }]).map((fault) => fault.fault);
}

describe('every migration of the repository', () => {
  it('keeps to the dialect that CockroachDB and PostgreSQL share, and to our rules', async () => {
    const files = filesWithMigrations();
    const migrations = (await Promise.all(files.map(migrationsOf))).flat();
    expect(files.length).toBeGreaterThan(0);
    expect(migrations.length).toBeGreaterThanOrEqual(files.length);
    expect(findDialectFaults(migrations)).toEqual([]);
  });
});

describe('the dialect', () => {
  it.each([
    ['create table t (region text, id bigserial, primary key (region, id))', /SERIAL/],
    [
      'create table t (region text, id bigint generated always as identity, primary key (region, id))',
      /IDENTITY/,
    ],
    ['create sequence s', /sequence/],
    ['LISTEN changes', /LISTEN/],
    ["select pg_notify('a', 'b')", /NOTIFY/],
    ['select pg_advisory_lock(1)', /advisory/],
    ['lock table t in exclusive mode', /LOCK TABLE/],
    ['set transaction isolation level read committed', /SERIALIZABLE/],
    ['create trigger t before insert on x execute function f()', /code belongs/],
    ['do $$ begin end $$', /DO blocks/],
    ['create extension pgcrypto', /extensions/],
    ['create unlogged table t (region text, id text, primary key (region, id))', /UNLOGGED/],
    ['create index concurrently i on t (region, a)', /CONCURRENTLY/],
    ['create table t (region text, id text)', /without a primary key/],
    ['create table t (\n id text primary key,\n region text)', /one column/],
    ['create table t (region text, id text, primary key (id, region))', /region stands first/],
    ['create index i on t (at_ms)', /region stands first/],
    ['create table t (region text, id text, primary key (region, id), unique (id))', /region stands first/],
    ['drop table t', /not dropped/],
    ['select 1; select 2', /two statements/],
  ])('refuses %s', (statement, fault) => {
    expect(faultsOf(statement).join('\n')).toMatch(fault);
  });

  it('takes what both engines take', () => {
    expect(
      faultsOf(
        `create table t (region text not null, id text not null, note text default 'a; serial; begin',
          at timestamptz not null default now(), doc jsonb, primary key (region, id)) -- listen here`,
      ),
    ).toEqual([]);
    expect(faultsOf("create unique index i on t (region, at) where state in ('open')")).toEqual([]);
    expect(faultsOf('alter table t add column if not exists a bigint')).toEqual([]);
  });

  it('wants names that say whose they are, in which order, and no two alike', () => {
    const faults = findDialectFaults([
      { name: 'records', statements: [] },
      { name: 'ops/0001-records', statements: [] },
      { name: 'ops/0001-records', statements: [] },
    ]);
    expect(faults.map((fault) => fault.fault)).toEqual([
      'its name is not FOLDER/NNNN-what-it-does',
      'its name is taken by another migration',
    ]);
  });
});
