import type { Clock } from '../../kernel/ports/clock.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { EngineAway, EngineRefused, LeaseGone } from '../engine-errors.ts';
import type { Answers, Ask, Blobs, Message, Operation, WatchPush } from './protocol.ts';

/**
 * A process's way to the engines: asks with deadlines, pipelined, over a connection that comes and
 * goes. Which transport carries it (Unix socket, or a call in the same process) is not seen here.
 */
export interface EngineChannel {
  readonly ports: EnginePorts;
  /** Rejects with `EngineAway`, `EngineRefused` or `LeaseGone`, always within `deadlineMs`. */
  ask<O extends Operation>(
    op: O,
    ask: Ask<O>,
    options?: { readonly blobs?: Blobs; readonly deadlineMs?: number },
  ): Promise<{ readonly answer: Answers[O]; readonly blobs: Blobs }>;
  /** Runs at each new connection, at once when one is there. */
  onUp(run: () => void): void;
  onPush(run: (push: WatchPush) => void): void;
  isUp(): boolean;
  readonly counters: Readonly<ChannelCounters>;
  close(): Promise<void>;
}

export interface EnginePorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}

export interface ChannelCounters {
  connected: number;
  disconnected: number;
  deadlinesPassed: number;
  refusedAtLimit: number;
}

const defaultDeadlineMs = 2_000;
const asksInFlight_max = 10_000;

interface Pending {
  readonly op: Operation;
  readonly message: Message;
  readonly blobs: Blobs;
  readonly timer: Timer;
  readonly resolve: (answer: { answer: never; blobs: Blobs }) => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
}

export type Send = (message: Message, blobs: Blobs) => void;

/**
 * The half of a channel that every transport shares. The transport calls `up` when it can carry
 * messages, `receive` for each that arrives, `down` when it broke. An ask made while it is down
 * waits for the next `up` within its deadline; one already sent when it breaks rejects at once.
 */
export class Exchange {
  readonly counters: ChannelCounters = {
    connected: 0,
    disconnected: 0,
    deadlinesPassed: 0,
    refusedAtLimit: 0,
  };
  readonly #timers: Timers;
  readonly #pending = new Map<number, Pending>();
  readonly #upListeners: (() => void)[] = [];
  #push: (push: WatchPush) => void = () => {};
  #send: Send | undefined;
  #nextId = 1;
  #closed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  ask<O extends Operation>(
    op: O,
    ask: Ask<O>,
    options: { readonly blobs?: Blobs; readonly deadlineMs?: number } = {},
  ): Promise<{ answer: Answers[O]; blobs: Blobs }> {
    if (this.#closed) return Promise.reject(new EngineAway('engine', 'this process is closing'));
    if (this.#pending.size >= asksInFlight_max) {
      this.counters.refusedAtLimit += 1;
      return Promise.reject(new EngineAway('engine', `${asksInFlight_max} asks are waiting already`));
    }
    const id = this.#nextId++;
    const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
    return new Promise((resolve, reject) => {
      const timer = this.#timers.after(deadlineMs, () => {
        this.counters.deadlinesPassed += 1;
        this.#settle(id)?.reject(new EngineAway('engine', `no answer to ${op} in ${deadlineMs} ms`));
      });
      const message: Message = { type: 'ask', id, op, ask };
      const blobs = options.blobs ?? [];
      const pending: Pending = { op, message, blobs, timer, resolve, reject, sent: false };
      this.#pending.set(id, pending);
      this.#trySend(pending);
    });
  }

  up(send: Send): void {
    this.#send = send;
    this.counters.connected += 1;
    for (const listener of this.#upListeners) listener();
    for (const pending of [...this.#pending.values()]) if (!pending.sent) this.#trySend(pending);
  }

  down(reason: string): void {
    if (!this.#send) return;
    this.#send = undefined;
    this.counters.disconnected += 1;
    for (const [id, pending] of [...this.#pending]) {
      if (pending.sent) this.#settle(id)?.reject(new EngineAway('engine', reason));
    }
  }

  receive(message: Message, blobs: Blobs): void {
    if (message.type === 'changes') this.#push(message);
    else if (message.type === 'answer')
      this.#settle(message.id)?.resolve({ answer: message.answer as never, blobs });
    else if (message.type === 'refusal') this.#settle(message.id)?.reject(errorOf(message));
  }

  onUp(run: () => void): void {
    this.#upListeners.push(run);
    if (this.#send) run();
  }

  onPush(run: (push: WatchPush) => void): void {
    this.#push = run;
  }

  isUp(): boolean {
    return this.#send !== undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#send = undefined;
    for (const id of [...this.#pending.keys()])
      this.#settle(id)?.reject(new EngineAway('engine', 'this process is closing'));
  }

  #trySend(pending: Pending): void {
    if (!this.#send) return;
    pending.sent = true;
    this.#send(pending.message, pending.blobs);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    pending.timer.cancel();
    return pending;
  }
}

function errorOf(refusal: Message & { type: 'refusal' }): Error {
  if (refusal.code === 'lease-gone') return new LeaseGone(refusal.detail);
  if (refusal.code === 'engine-refused') return new EngineRefused('engine', refusal.detail);
  return new EngineAway('engine', refusal.detail);
}
