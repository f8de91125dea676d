import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { EnginePorts } from '../channel.ts';
import { findPostgres, type PostgresBinaries } from './binaries.ts';
import { chooseIdentity, giveTo, type Identity } from './identity.ts';
import { clearLeftover } from './leftover.ts';
import { asArguments, serverSettings } from './settings.ts';

export interface PostgresOptions {
  /** The database's folder; made by initdb when it is missing. */
  readonly folder: string;
  readonly socketFolder: string;
  readonly connections_max: number;
  readonly startWithinMs: number;
}

export interface PostgresServer {
  readonly how: Identity['how'];
  readonly pid: number;
  /** Runs once, when the server ends without having been asked to. */
  onEnded(ended: (why: string) => void): void;
  /** Fast shutdown: sessions are ended, everything is written, the server is gone when this resolves. */
  stop(): Promise<void>;
}

export const sqlUser = 'tandem';
export const sqlDatabase = 'tandem';

/**
 * Stands between us and the server: it starts the server, and when our pipe to it closes, whatever
 * the reason, stops it at once. So a `kill -9` of this process leaves no server behind.
 */
const watcher = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -INT $server 2>/dev/null' TERM INT HUP
echo "$server"
{
  cat
  kill -QUIT $server
  for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    kill -0 $server || exit 0
    sleep 0.1
  done
  kill -KILL $server
} <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $guard 2>/dev/null
exit $status
`;

export async function startPostgres(ports: EnginePorts, options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await findPostgres();
  const identity = chooseIdentity(binaries.postgres);
  if (!existsSync(join(options.folder, 'PG_VERSION'))) initialise(binaries, identity, options.folder);
  await clearLeftover(options.folder, ports.clock, ports.timers);
  giveTo(identity, options.folder);
  const server = new RunningServer(ports, binaries, identity, options);
  await server.ready(options.startWithinMs);
  return server;
}

/** initdb beside, then rename: a start that was cut off leaves no half a database. */
function initialise(binaries: PostgresBinaries, identity: Identity, folder: string): void {
  const beside = `${folder}.new`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  mkdirSync(beside, { mode: 0o700 });
  giveTo(identity, beside);
  const [program, ...rest] = [
    ...identity.prefix,
    binaries.initdb,
    `--pgdata=${beside}`,
    `--username=${sqlUser}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  const made = spawnSync(program!, rest, { encoding: 'utf8', timeout: 60_000, env: plainEnvironment() });
  if (made.status !== 0)
    throw new Error(
      `initdb failed: ${lastLine(made.stderr) || (made.error?.message ?? `status ${made.status}`)}. ` +
        `Look whether ${dirname(folder)} is writable and has 100 MB free.`,
    );
  renameSync(beside, folder);
}

class RunningServer implements PostgresServer {
  readonly how: Identity['how'];
  readonly #ports: EnginePorts;
  readonly #options: PostgresOptions;
  readonly #watcher: ChildProcess;
  readonly #exited: Promise<string>;
  #lastWords = '';
  #hasExited = false;
  #stopping = false;
  pid = 0;

  constructor(ports: EnginePorts, binaries: PostgresBinaries, identity: Identity, options: PostgresOptions) {
    this.how = identity.how;
    this.#ports = ports;
    this.#options = options;
    const settings = serverSettings(options.socketFolder, options.connections_max);
    const command = [...identity.prefix, binaries.postgres, '-D', options.folder, ...asArguments(settings)];
    // A session of its own, so that Ctrl-C in a terminal reaches the server only through us.
    this.#watcher = spawn('sh', ['-c', watcher, 'watcher', ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: plainEnvironment(),
    });
    this.#watcher.stdin!.on('error', () => {});
    this.#watcher.stdout!.on('data', (chunk: Buffer) => {
      this.pid ||= Number.parseInt(chunk.toString(), 10);
    });
    this.#watcher.stderr!.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-4_000);
    });
    this.#exited = new Promise((resolve) => {
      this.#watcher.on('error', (error) => resolve(error.message));
      this.#watcher.on('exit', (status, signal) => resolve(`status ${status ?? signal}`));
    });
    void this.#exited.then(() => {
      this.#hasExited = true;
    });
  }

  /** Until it answers a query; makes our database when it isn't there yet. */
  async ready(withinMs: number): Promise<void> {
    const startedMono = this.#ports.clock.monoMs();
    for (;;) {
      if (this.#hasExited) throw this.#failed(`PostgreSQL ended at once (${await this.#exited})`);
      const problem = this.#saysReady() ? await this.#makeDatabase() : 'it is still starting';
      if (!problem) return;
      if (this.#ports.clock.monoMs() - startedMono > withinMs) {
        await this.stop();
        throw this.#failed(`PostgreSQL was not ready in ${withinMs} ms (${problem})`);
      }
      await new Promise<void>((resolve) => {
        this.#ports.timers.after(15, resolve);
      });
    }
  }

  onEnded(ended: (why: string) => void): void {
    void this.#exited.then((how) => {
      if (!this.#stopping) ended(`${how}: ${lastLine(this.#lastWords) || 'no last words'}`);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#hasExited) return;
    this.#watcher.kill('SIGTERM');
    const cut = this.#ports.timers.after(2_500, () => this.#watcher.stdin!.end());
    await this.#exited;
    cut.cancel();
  }

  #failed(what: string): Error {
    return new Error(`${what}: ${lastLine(this.#lastWords) || 'it said nothing'}`);
  }

  /** PostgreSQL writes its own state into the last line of postmaster.pid. */
  #saysReady(): boolean {
    try {
      const lines = readFileSync(join(this.#options.folder, 'postmaster.pid'), 'utf8').split('\n');
      return Number(lines[0]) === this.pid && lines[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }

  async #makeDatabase(): Promise<string | undefined> {
    const client = new pg.Client({
      host: this.#options.socketFolder,
      port: 5432,
      user: sqlUser,
      database: 'postgres',
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [sqlDatabase]);
      if (found.rowCount === 0) await client.query(`CREATE DATABASE ${sqlDatabase}`);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** Nothing of ours tells PostgreSQL what to do: no PGDATA, PGPORT, LC_ALL from outside. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
