import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { DigestRefusal, DigestServer } from '../digest/digest-server.ts';
import { fingerprint } from '../message/fingerprint.ts';
import { callIdOf } from '../message/message.ts';
import { makeResponse } from '../message/response.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { applyRegister, type RegisterLimits } from './apply-register.ts';
import type { Binding, BindingEvent } from './binding.ts';
import { readRegister } from './register-request.ts';

export interface RegistrarOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** A `DigestServer`, or what stands for one. */
  readonly digest: Pick<DigestServer, 'verify' | 'challenges'>;
  /** Every change of a binding, in order, once. */
  onBinding(event: BindingEvent): void;
  /** Seconds granted when none are asked for, 300 unless set; the least and most that are granted. */
  readonly expiresSeconds_default?: number;
  readonly expiresSeconds_min?: number;
  readonly expiresSeconds_max?: number;
  readonly bindingsPerUser_max?: number;
  readonly users_max?: number;
}

export interface RegistrarCounters {
  registers: number;
  challenged: number;
  forbidden: number;
  malformed: number;
  tooBrief: number;
  outOfOrder: number;
  refusedAtLimit: number;
  expired: number;
}

/** How often bindings are looked through for those that ran out. */
const sweepMs = 1000;

/**
 * The registrar of one site (RFC 3261 §10.3): keeps who can be reached where, for users who prove
 * themselves by digest. Give it to `UserAgent.onRequest('REGISTER', …)`. A user registers himself only.
 */
export class Registrar {
  readonly counters: RegistrarCounters = {
    registers: 0,
    challenged: 0,
    forbidden: 0,
    malformed: 0,
    tooBrief: 0,
    outOfOrder: 0,
    refusedAtLimit: 0,
    expired: 0,
  };
  readonly #options: RegistrarOptions;
  readonly #limits: RegisterLimits;
  readonly #users_max: number;
  readonly #bindings = new Map<string, readonly Binding[]>();
  readonly #sweep: Timer;

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.#limits = {
      expiresSeconds_min: options.expiresSeconds_min ?? 10,
      expiresSeconds_max: options.expiresSeconds_max ?? 3600,
      bindingsPerUser_max: options.bindingsPerUser_max ?? 5,
    };
    this.#users_max = options.users_max ?? 10_000;
    this.#sweep = options.timers.every(sweepMs, () => this.#expire());
  }

  /** A user's live bindings, the preferred first. */
  bindingsOf(user: string): readonly Binding[] {
    const nowMono = this.#options.clock.monoMs();
    return (this.#bindings.get(user) ?? [])
      .filter((binding) => binding.expiresAtMono > nowMono)
      .sort((a, b) => b.q - a.q);
  }

  receive(transaction: ServerTransaction): void {
    this.counters.registers += 1;
    const { request } = transaction;
    const asked = readRegister(request, this.#options.expiresSeconds_default ?? 300);
    if (!asked) {
      this.counters.malformed += 1;
      this.#answer(transaction, 400);
      return;
    }
    const verdict = this.#options.digest.verify(request);
    if (!verdict.accepted) {
      this.#challenge(transaction, verdict.cause);
      return;
    }
    if (verdict.user !== asked.user) {
      this.counters.forbidden += 1;
      this.#answer(transaction, 403);
      return;
    }
    const before = this.bindingsOf(asked.user);
    if (before.length === 0 && this.#bindings.size >= this.#users_max) {
      this.counters.refusedAtLimit += 1;
      this.#answer(transaction, 503, [['Retry-After', '60']]);
      return;
    }
    const nowMono = this.#options.clock.monoMs();
    const applied = applyRegister(before, asked, transaction.source, nowMono, this.#limits);
    if (!applied.taken) {
      this.#refuse(transaction, applied.status);
      return;
    }
    if (applied.bindings.length === 0) this.#bindings.delete(asked.user);
    else this.#bindings.set(asked.user, applied.bindings);
    this.#answer(transaction, 200, this.#contactHeaders(applied.bindings, nowMono));
    for (const event of applied.events) this.#options.onBinding(event);
  }

  close(): void {
    this.#sweep.cancel();
  }

  #challenge(transaction: ServerTransaction, cause: DigestRefusal): void {
    this.counters.challenged += 1;
    const challenges = this.#options.digest.challenges(cause);
    this.#answer(
      transaction,
      401,
      challenges.map((challenge) => ['WWW-Authenticate', challenge] as const),
    );
  }

  #refuse(transaction: ServerTransaction, status: 423 | 500 | 503): void {
    if (status === 423) {
      this.counters.tooBrief += 1;
      this.#answer(transaction, 423, [['Min-Expires', String(this.#limits.expiresSeconds_min)]]);
    } else if (status === 500) {
      this.counters.outOfOrder += 1;
      this.#answer(transaction, 500);
    } else {
      this.counters.refusedAtLimit += 1;
      this.#answer(transaction, 503, [['Retry-After', '60']]);
    }
  }

  /** Every binding with the seconds it has left (RFC 3261 §10.3 step 8). */
  #contactHeaders(bindings: readonly Binding[], nowMono: number): [string, string][] {
    return bindings.map((binding) => {
      const seconds = Math.max(0, Math.round((binding.expiresAtMono - nowMono) / 1000));
      return ['Contact', `${binding.contactText};expires=${seconds}`];
    });
  }

  #expire(): void {
    const nowMono = this.#options.clock.monoMs();
    for (const [user, bindings] of this.#bindings) {
      const live = bindings.filter((binding) => binding.expiresAtMono > nowMono);
      if (live.length === bindings.length) continue;
      if (live.length === 0) this.#bindings.delete(user);
      else this.#bindings.set(user, live);
      for (const binding of bindings) {
        if (live.includes(binding)) continue;
        this.counters.expired += 1;
        this.#options.onBinding({ kind: 'expired', binding });
      }
    }
  }

  #answer(
    transaction: ServerTransaction,
    status: number,
    headers: readonly (readonly [name: string, value: string])[] = [],
  ): void {
    const toTag = fingerprint(callIdOf(transaction.request));
    transaction.respond(makeResponse(transaction.request, status, { headers, toTag }));
  }
}
