import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { ProcessState, ProcessStatus } from '../../platform/control/protocol.ts';
import { type Child, startChild } from './child.ts';
import type { Guard } from './guard.ts';
import type { ProcessSpec } from './process-spec.ts';
import { afterDeath, freshRestartState } from './restart-policy.ts';

/** A process did not become ready. The message is for the person who started the cluster. */
export class StartFailed extends Error {
  readonly code = 'start-failed';
  readonly retriable = false;

  constructor(name: string, reason: string, logFile: string) {
    super(`${name} did not start: ${reason}${reason.endsWith('\n') ? '' : '\n'}Its log is ${logFile}`);
    this.name = 'StartFailed';
  }
}

export interface SupervisionPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly guard: Guard;
  readonly environment: Readonly<Record<string, string>>;
  /** A process changed its state or pid. */
  readonly onChange: () => void;
  /** One sentence for the person at the terminal. */
  readonly onNote: (sentence: string) => void;
}

export const readyWithinMs = 25_000;

/**
 * One process, kept running over its deaths.
 *
 * | state | on | then |
 * |---|---|---|
 * | `starting` | it says that it is ready | `ready` |
 * | `starting`, for the first time | it dies, or 25 s pass | the start of the cluster fails |
 * | `starting`, `ready`, `stopped` | it dies unasked | `backing-off`, and `starting` again when that is over |
 * | `starting`, `ready`, `stopped` | it dies as told, to stay down | `held` |
 * | `ready` / `stopped` | SIGSTOP / SIGCONT was sent through here | `stopped` / `ready` |
 * | `held`, `backing-off` | somebody starts it | `starting` |
 * | any | the cluster closes | `ended`, nothing starts it again |
 */
export class Supervised {
  readonly spec: ProcessSpec;
  readonly #ports: SupervisionPorts;
  #state: ProcessState = 'ended';
  #child: Child | undefined;
  #restart = freshRestartState;
  #restarts = 0;
  #readyAtMono = 0;
  #ready: Readonly<Record<string, unknown>> = {};
  #holdDown = false;
  #closing = false;
  #again: Timer | undefined;
  #firstStart: { resolve: () => void; reject: (error: Error) => void } | undefined;
  readonly #onEnded: (() => void)[] = [];

  constructor(spec: ProcessSpec, ports: SupervisionPorts) {
    this.spec = spec;
    this.#ports = ports;
  }

  status(): ProcessStatus {
    const { name, kind, site } = this.spec;
    const pid = this.#child?.pid ?? 0;
    return { name, kind, site, state: this.#state, pid, restarts: this.#restarts, ready: this.#ready };
  }

  /** The first start: resolves when it is ready, rejects with `StartFailed`. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = this.#ports.timers.after(readyWithinMs, () => {
        this.#failFirst(`not ready after ${readyWithinMs / 1000} s`);
        this.#child?.signal('SIGKILL');
      });
      this.#firstStart = {
        resolve: () => {
          late.cancel();
          resolve();
        },
        reject: (error) => {
          late.cancel();
          reject(error);
        },
      };
      this.#spawn();
    });
  }

  /** Sends a signal as somebody asked; `restart: false` keeps a process that dies of it down. */
  signal(signal: NodeJS.Signals, restart: boolean): void {
    if (!this.#child) {
      if (!restart && this.#state === 'backing-off') this.#hold();
      return;
    }
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#holdDown = !restart;
    this.#child.signal(signal);
    if (signal === 'SIGSTOP' && this.#state === 'ready') this.#become('stopped');
    if (signal === 'SIGCONT' && this.#state === 'stopped') this.#become('ready');
  }

  /** Starts it now if it is down, wakes it if it stands still. */
  revive(): void {
    if (this.#state === 'stopped') this.signal('SIGCONT', true);
    this.#holdDown = false;
    if (this.#child || this.#closing) return;
    this.#again?.cancel();
    this.#restart = freshRestartState;
    this.#spawn();
  }

  /** Asks it to close, cuts it after `withinMs`; resolves when it is gone. Nothing starts it again. */
  close(withinMs: number): Promise<void> {
    this.#closing = true;
    this.#again?.cancel();
    const child = this.#child;
    if (!child) {
      this.#state = 'ended';
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cut = this.#ports.timers.after(withinMs, () => {
        this.#ports.onNote(`${this.spec.name} did not close within ${withinMs} ms and was killed`);
        child.signal('SIGKILL');
      });
      this.#onEnded.push(() => {
        cut.cancel();
        resolve();
      });
      child.signal('SIGTERM');
      if (this.#state === 'stopped') child.signal('SIGCONT');
    });
  }

  #spawn(): void {
    this.#ready = {};
    this.#readyAtMono = 0;
    this.#child = startChild(this.spec, this.#ports.environment, {
      ready: (said) => this.#becameReady(said),
      ended: (reason) => this.#ended(reason),
    });
    if (this.#child.pid > 0) this.#ports.guard.add(this.#child.pid);
    this.#become('starting');
  }

  #becameReady(said: Readonly<Record<string, unknown>>): void {
    this.#ready = said;
    this.#readyAtMono = this.#ports.clock.monoMs();
    this.#become('ready');
    if (this.#restarts > 0) this.#ports.onNote(`${this.spec.name} is back`);
    this.#firstStart?.resolve();
    this.#firstStart = undefined;
  }

  #ended(reason: string): void {
    const pid = this.#child?.pid ?? 0;
    if (pid > 0) this.#ports.guard.drop(pid);
    this.#child = undefined;
    for (const ended of this.#onEnded.splice(0)) ended();
    if (this.#closing || this.#firstStart) {
      this.#failFirst(reason);
      this.#become('ended');
    } else if (this.#holdDown) {
      this.#ports.onNote(`${this.spec.name} is down (${reason}), and stays so until it is started`);
      this.#hold();
    } else {
      this.#backOff(reason);
    }
  }

  #backOff(reason: string): void {
    const readyForMs = this.#readyAtMono === 0 ? 0 : this.#ports.clock.monoMs() - this.#readyAtMono;
    const { waitMs, state } = afterDeath(this.#restart, readyForMs);
    this.#restart = state;
    this.#ports.onNote(`${this.spec.name} died (${reason}); it is started again in ${waitMs} ms`);
    this.#again = this.#ports.timers.after(waitMs, () => {
      this.#restarts += 1;
      this.#spawn();
    });
    this.#become('backing-off');
  }

  #failFirst(reason: string): void {
    this.#firstStart?.reject(new StartFailed(this.spec.name, reason, this.spec.logFile));
    this.#firstStart = undefined;
  }

  #hold(): void {
    this.#again?.cancel();
    this.#holdDown = false;
    this.#become('held');
  }

  #become(state: ProcessState): void {
    this.#state = state;
    this.#ports.onChange();
  }
}
