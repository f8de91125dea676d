import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** One process of a cluster that a scenario started itself: it may kill it, freeze it and start it again. */
export class OwnProcess {
  readonly #main: string;
  readonly #configFile: string;
  readonly #logFile: string;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(main: string, configFile: string, logFile: string) {
    this.#main = main;
    this.#configFile = configFile;
    this.#logFile = logFile;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it says that it is ready; rejects with its last words when it ends first. */
  start(): Promise<void> {
    const log = openSync(this.#logFile, 'a');
    const child = spawn(process.execPath, [this.#main, '--config', this.#configFile], {
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
    return new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if ((message as { type?: string }).type === 'ready') resolve();
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`${this.#main} ended (${signal ?? code}): ${this.lastWords()}`)),
      );
    });
  }

  lastWords(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-1000).trim();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** `kill -9`, and wait until it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** In order, also when it is frozen. */
  async end(): Promise<void> {
    this.signal('SIGTERM');
    this.signal('SIGCONT');
    await this.#ended;
  }
}
