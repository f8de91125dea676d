import pg from 'pg';

/**
 * How values of SQL come to TypeScript where `pg` would surprise: BIGINT as a number while that is
 * exact, as a bigint beyond; everything else as `pg` does it (NUMERIC as text, JSONB parsed,
 * TIMESTAMPTZ as Date, BYTEA as Buffer).
 */
const bigintOid = 20;

export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === bigintOid ? readBigint : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

function readBigint(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
