import type { Clock } from '../kernel/ports/clock.ts';
import type { Random } from '../kernel/ports/random.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import { GatewayClient } from '../population/customers/gateway-client.ts';
import { customerIdOf } from '../population/customers/people.ts';
import { type HeldEntry, judgeLedgers, type Told } from './checkers/ledgers.ts';
import { type AskedWrite, judgeSettling } from './checkers/pending-settled.ts';
import { type Promised, type Verdict, verdictOf } from './verdict.ts';

export type BackendLossWay = 'kill' | 'stop';

export interface BackendLossOptions {
  /** gRPC addresses of the gateways. */
  readonly gateways: readonly string[];
  /** One round each. */
  readonly ways: readonly BackendLossWay[];
  readonly perSecond: number;
  /** Traffic before the loss, without the back-end, and after its return, ms. */
  readonly beforeMs: number;
  readonly awayMs: number;
  readonly afterMs: number;
  /** Of one submission, ms. */
  readonly deadlineMs: number;
  readonly customers: number;
}

/** What is done to the cluster, and where the ledgers are read. */
export interface BackendLossHands {
  /** Takes one back-end away: `kill -9`, or SIGSTOP. */
  lose(way: BackendLossWay): Promise<void>;
  /** Brings it back; resolves when its process runs (again) and has its door open. */
  restore(way: BackendLossWay): Promise<void>;
  /** Every entry of each back-end, by its id. */
  ledgers(): Promise<ReadonlyMap<string, readonly HeldEntry[]>>;
}

export interface BackendLossPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}

/** Pending ones are settled within this of the back-end's return. */
const settledWithinMs = 5000;
const lookEveryMs = 100;
const inquiryMs = 8000;

interface Write extends AskedWrite {
  state: AskedWrite['state'];
  answeredMono: number;
  settledMono: number | undefined;
  settledAs: 'done' | 'failed' | undefined;
}

/**
 * Does business through all gateways at a steady rate, takes one back-end away under it, brings it back,
 * and judges what askers were told against both ledgers: once killed, once frozen.
 */
export async function runBackendLoss(
  ports: BackendLossPorts,
  options: BackendLossOptions,
  hands: BackendLossHands,
  told: (sentence: string) => void = () => {},
): Promise<Verdict> {
  const run = new BackendLossRun(ports, options, told);
  try {
    for (const way of options.ways) await run.round(way, hands);
    return await run.judge(hands);
  } finally {
    run.close();
  }
}

class BackendLossRun {
  readonly #ports: BackendLossPorts;
  readonly #options: BackendLossOptions;
  readonly #told: (sentence: string) => void;
  readonly #gateways: readonly GatewayClient[];
  /** Keys of two runs against the same cluster never meet. */
  readonly #name: string;
  readonly #writes: Write[] = [];
  readonly #promises: Promised[] = [];
  readonly #figures: Record<string, number> = {};
  #asked = 0;
  #closed = false;

  constructor(ports: BackendLossPorts, options: BackendLossOptions, told: (sentence: string) => void) {
    this.#ports = ports;
    this.#options = options;
    this.#told = told;
    this.#gateways = options.gateways.map((address) => new GatewayClient(address));
    this.#name = `loss-${Buffer.from(ports.random.bytes(5)).toString('hex')}`;
  }

  close(): void {
    this.#closed = true;
    for (const gateway of this.#gateways) gateway.close();
  }

  async round(way: BackendLossWay, hands: BackendLossHands): Promise<void> {
    const { beforeMs, awayMs, afterMs } = this.#options;
    const { clock } = this.#ports;
    const first = this.#writes.length;
    const traffic = this.#traffic(beforeMs + awayMs + afterMs);
    await this.#sleep(beforeMs);
    this.#told(`one back-end goes away (${way})`);
    await hands.lose(way);
    const lostMono = clock.monoMs();
    await this.#sleep(awayMs);
    this.#told('it comes back');
    await hands.restore(way);
    const returnedMono = clock.monoMs();
    await traffic;
    await this.#settledOr(first, clock.monoMs() + settledWithinMs);
    const writes = this.#writes.slice(first);
    const settling = judgeSettling(writes, returnedMono, settledWithinMs);
    const whileAway = writes.filter(
      (write) => write.answeredMono > lostMono && write.answeredMono < returnedMono,
    );
    Object.assign(this.#figures, {
      [`${way}Pending`]: settling.pending,
      [`${way}LongestToSettleMs`]: Math.round(settling.longestMs),
      [`${way}DoneWhileAway`]: whileAway.filter((write) => write.state === 'done').length,
    });
    this.#promises.push({
      holds: settling.late.length === 0,
      otherwise: `${settling.late.length} writes answered pending were not settled ${settledWithinMs} ms after the return (${way}): ${some(settling.late)}`,
    });
  }

  async judge(hands: BackendLossHands): Promise<Verdict> {
    this.#told('reading both ledgers');
    const ledgers = await this.#replicated(hands);
    const told: Told[] = this.#writes.flatMap(({ key, state, settledAs }) => [
      { key, state },
      ...(settledAs ? [{ key, state: settledAs }] : []),
    ]);
    const findings = judgeLedgers(told, ledgers);
    const count = (state: AskedWrite['state']) =>
      this.#writes.filter((write) => write.state === state).length;
    const figures = {
      submitted: this.#writes.length,
      done: count('done'),
      failed: count('failed'),
      pending: count('pending'),
      refused: count('refused'),
      unanswered: count('nothing'),
      missing: findings.missing.length,
      doubled: findings.doubled.length,
      failedApplied: findings.failedApplied.length,
      refusedApplied: findings.refusedApplied.length,
      contradicted: findings.contradicted.length,
      ...this.#figures,
    };
    const none = (keys: readonly string[], what: string): Promised => ({
      holds: keys.length === 0,
      otherwise: `${keys.length} ${what}: ${some(keys)}`,
    });
    return verdictOf('backend-loss', figures, [
      { holds: figures.done > 0, otherwise: 'nothing was done at all' },
      none(findings.missing, 'answered done are in no ledger'),
      none(findings.doubled, 'are in the ledgers twice'),
      none(findings.failedApplied, 'answered failed are in a ledger'),
      none(findings.refusedApplied, 'refused before anything was sent are in a ledger'),
      none(findings.contradicted, 'were answered both done and failed'),
      ...this.#promises,
    ]);
  }

  #traffic(forMs: number): Promise<void> {
    const { timers } = this.#ports;
    const total = Math.floor((forMs * this.#options.perSecond) / 1000);
    return new Promise((resolve) => {
      let answered = 0;
      for (let index = 0; index < total; index++) {
        timers.after((index * 1000) / this.#options.perSecond, () => {
          void this.#submitOne().then(() => {
            answered += 1;
            if (answered === total) resolve();
          });
        });
      }
    });
  }

  async #submitOne(): Promise<void> {
    const { clock, random } = this.#ports;
    this.#asked += 1;
    const key = `${this.#name}-${this.#asked}`;
    const gateway = this.#gateways[this.#asked % this.#gateways.length]!;
    const customer = customerIdOf(Math.floor(random.unit() * this.#options.customers));
    const to = customerIdOf(Math.floor(random.unit() * this.#options.customers));
    const fen = 1 + Math.floor(random.unit() * 1000);
    const transfer = random.unit() < 0.5 && to !== customer;
    const ask = {
      type: transfer ? 'transfer' : 'deposit',
      customer,
      payload: transfer ? { to, fen } : { fen },
      asker: 'chaos',
      callId: '',
      deadlineMs: this.#options.deadlineMs,
    };
    const { state } = await gateway.submit(ask, key);
    const answeredMono = clock.monoMs();
    const settled = state === 'done' || state === 'failed';
    const write: Write = {
      key,
      state,
      answeredMono,
      settledMono: settled ? answeredMono : undefined,
      settledAs: undefined,
    };
    this.#writes.push(write);
    if (state === 'pending' || state === 'nothing') void this.#learn(write, gateway);
  }

  /** Waits at the gateway that said `pending`, as an asker would, until it says how it ended. */
  async #learn(write: Write, gateway: GatewayClient): Promise<void> {
    while (write.settledMono === undefined && !this.#closed) {
      const told = await gateway.inquire(write.key, inquiryMs);
      const neverTaken = told.state === 'refused' && told.code === 'unknown-transaction';
      if (told.state === 'done' || told.state === 'failed') write.settledAs = told.state;
      if (write.settledAs || (write.state === 'nothing' && neverTaken)) {
        write.settledMono = this.#ports.clock.monoMs();
      } else {
        await this.#sleep(lookEveryMs);
      }
    }
  }

  async #settledOr(first: number, untilMono: number): Promise<void> {
    while (this.#open(first).length > 0 && this.#ports.clock.monoMs() < untilMono) {
      await this.#sleep(lookEveryMs);
    }
  }

  #open(first: number): readonly Write[] {
    return this.#writes
      .slice(first)
      .filter(
        ({ state, settledMono }) => (state === 'pending' || state === 'nothing') && settledMono === undefined,
      );
  }

  /** The ledgers once each holds what the other has, or as they are after ten seconds. */
  async #replicated(hands: BackendLossHands): Promise<ReadonlyMap<string, readonly HeldEntry[]>> {
    const { clock } = this.#ports;
    const untilMono = clock.monoMs() + 10_000;
    for (;;) {
      const ledgers = await hands.ledgers();
      const sizes = [...ledgers.values()].map((entries) => entries.length);
      if (sizes.every((size) => size === sizes[0]) || clock.monoMs() > untilMono) return ledgers;
      await this.#sleep(200);
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#ports.timers.after(ms, resolve));
  }
}

function some(keys: readonly string[]): string {
  return keys.slice(0, 5).join(', ');
}
