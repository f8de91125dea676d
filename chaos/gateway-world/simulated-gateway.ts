import { assembleGateway, type GatewayCore } from '../../frontend-gateway/assemble.ts';
import type { BackendClient } from '../../frontend-gateway/backend/port.ts';
import type { Journal } from '../../frontend-gateway/journal/port.ts';
import type { Membership } from '../../frontend-gateway/membership.ts';
import type { Fact } from '../../kernel/event/fact.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { Answer, BusinessRequest } from '../../kernel/transaction/business.ts';
import type { Rules } from './rules.ts';

/** What one life of a simulated gateway stands on; shared by its lives and by the other gateway. */
export interface GatewayGround {
  readonly time: SimulatedTime;
  readonly journal: Journal;
  readonly client: BackendClient;
  readonly hash: Hash;
  readonly rules: Rules;
  readonly standing: Membership['standing'];
  readonly tell: (fact: Fact) => void;
}

/**
 * A gateway process in the simulation: the real register, health and settling, whose every door can be
 * shut (killed: nothing comes in or goes out any more) or held (stopped: it comes through later).
 */
export class SimulatedGateway {
  readonly name: string;
  readonly owner: string;
  readonly #core: GatewayCore;
  #dead = false;
  #stopped = false;
  #held: (() => void)[] = [];

  constructor(name: string, boot: number, ground: GatewayGround) {
    this.name = name;
    this.owner = `${name}/${boot}`;
    const { time } = ground;
    const timers: Timers = {
      after: (delayMs, run) => time.after(delayMs, () => this.#enter(run)),
      every: (periodMs, run) => {
        const timer = time.every(periodMs, () => (this.#dead ? timer.cancel() : this.#enter(run)));
        return timer;
      },
    };
    const membership: Membership = {
      standing: (owner) => {
        const [gateway] = owner.split('/');
        if (gateway === name) return owner === this.owner ? 'alive' : 'dead';
        return ground.standing(owner);
      },
      async close() {},
    };
    this.#core = assembleGateway(
      {
        journal: this.#door(ground.journal),
        client: this.#door(ground.client),
        membership,
        clock: time,
        timers,
        hash: ground.hash,
        facts: { tell: ground.tell },
        metrics: noMetrics,
        ...ground.rules,
      },
      {
        region: 'sim',
        gateway: name,
        owner: this.owner,
        backends: ['a', 'b'],
        shareKeys: false,
        types: [],
        health: { probeEveryMs: 200, probeTimeoutMs: 250, steadyAfterMs: 3000, slowMs: 1000 },
        limits: { inHandMax: 1000, inquiriesMax: 32, deadlineMsMax: 60_000 },
        hedgeAfterMs: 100,
      },
    );
  }

  get dead(): boolean {
    return this.#dead;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  submit(request: BusinessRequest): Promise<Answer> {
    return this.#call(() => this.#core.register.submit(request));
  }

  kill(): void {
    this.#dead = true;
    this.#held = [];
    this.#core.health.close();
    this.#core.settling.close();
  }

  stop(): void {
    this.#stopped = true;
  }

  resume(): void {
    this.#stopped = false;
    for (const run of this.#held.splice(0)) this.#enter(run);
  }

  /** From outside in: a request or an answer reaches the process now, later, or never. */
  #enter(run: () => void): void {
    if (this.#dead) return;
    if (this.#stopped) this.#held.push(run);
    else run();
  }

  #call<T>(act: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (run: () => void) => {
        if (!this.#dead) run();
      };
      this.#enter(
        () =>
          void act().then(
            (value) => leave(() => resolve(value)),
            (error: unknown) => leave(() => reject(error)),
          ),
      );
    });
  }

  /** Every call on `target` may leave only while the process lives, and its answer enters as such. */
  #door<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) =>
          new Promise((resolve, reject) => {
            if (this.#dead) return;
            (member.apply(object, parameters) as Promise<unknown>).then(
              (value) => this.#enter(() => resolve(value)),
              (error: unknown) => this.#enter(() => reject(error)),
            );
          });
      },
    });
  }
}
