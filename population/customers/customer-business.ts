import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { GatewayClient, type Told } from './gateway-client.ts';
import { customerIdOf } from './people.ts';

export interface CustomerBusinessOptions {
  /** gRPC addresses of the gateways, `host:port`. */
  readonly gateways: readonly string[];
  /** How many customers the bank has. */
  readonly customers: number;
  readonly deadlineMs: number;
}

export interface BusinessCounts {
  /** Calls in which business was done or tried. */
  calls: number;
  unknownCallers: number;
  done: number;
  failed: number;
  pending: number;
  /** Of those, settled since. */
  settled: number;
  /** Given up: no gateway took it. */
  refused: number;
}

/** How often a gateway that doesn't take a request is followed by the next. */
const triesMax = 4;
const betweenTriesMs = 200;
const inquireEveryMs = 1000;
const inquiriesMax = 60;

/**
 * What an agent does for a caller while they talk: looks up who calls, reads the balance, then makes a
 * deposit or a transfer. One submission for each call, under a key of its own, asked of another gateway
 * when one doesn't answer: the key makes that safe.
 */
export class CustomerBusiness {
  readonly counts: BusinessCounts = {
    calls: 0,
    unknownCallers: 0,
    done: 0,
    failed: 0,
    pending: 0,
    settled: 0,
    refused: 0,
  };
  readonly #gateways: readonly GatewayClient[];
  readonly #options: CustomerBusinessOptions;
  readonly #random: Random;
  readonly #timers: Timers;
  #turn = 0;
  #closed = false;

  constructor(options: CustomerBusinessOptions, random: Random, timers: Timers) {
    this.#options = options;
    this.#random = random;
    this.#timers = timers;
    this.#gateways = options.gateways.map((address) => new GatewayClient(address));
  }

  /**
   * Call it when an agent has answered a call. Never rejects; resolves with what became of the
   * submission, or `undefined` when the caller is nobody's customer.
   */
  async duringCall(call: { ani: string; callId: string; agentId: string }): Promise<Told | undefined> {
    this.counts.calls += 1;
    const ask = { asker: call.agentId, callId: call.callId, deadlineMs: this.#options.deadlineMs };
    const customer = await this.#whoCalls(call.ani, ask);
    if (customer === undefined) {
      this.counts.unknownCallers += 1;
      return undefined;
    }
    await this.#query('balance', customer, {}, ask);
    const fen = 100 * (1 + Math.floor(this.#random.unit() * 500));
    const to = customerIdOf(Math.floor(this.#random.unit() * this.#options.customers));
    const transfer = this.#random.unit() < 0.5 && to !== customer;
    const key = `call-${call.callId}-${Buffer.from(this.#random.bytes(6)).toString('hex')}`;
    const told = await this.#submit(
      {
        type: transfer ? 'transfer' : 'deposit',
        customer,
        payload: transfer ? { to, fen } : { fen },
        ...ask,
      },
      key,
    );
    this.#count(told);
    if (told.state === 'pending' || told.state === 'nothing') this.#learnLater(key, inquiriesMax);
    return told;
  }

  close(): void {
    this.#closed = true;
    for (const gateway of this.#gateways) gateway.close();
  }

  async #whoCalls(
    ani: string,
    ask: { asker: string; callId: string; deadlineMs: number },
  ): Promise<string | undefined> {
    const found = await this.#query('customer-by-phone', '', { phone: ani }, ask);
    return (found as { customer?: string } | undefined)?.customer;
  }

  async #query(
    type: string,
    customer: string,
    payload: object,
    ask: { asker: string; callId: string; deadlineMs: number },
  ): Promise<unknown> {
    for (let tries = 0; tries < 2; tries++) {
      try {
        return (await this.#next().query({ type, customer, payload, ...ask })).result;
      } catch {
        // The other gateway is asked once; what can't be read is left out of the call.
      }
    }
    return undefined;
  }

  async #submit(ask: Parameters<GatewayClient['submit']>[0], key: string): Promise<Told> {
    let told: Told = { state: 'nothing', message: 'no gateway is set up' };
    for (let tries = 0; tries < triesMax && !this.#closed; tries++) {
      told = await this.#next().submit(ask, key);
      const again = told.state === 'nothing' || (told.state === 'refused' && told.retriable);
      if (!again) return told;
      await new Promise<void>((resolve) => this.#timers.after(betweenTriesMs, resolve));
    }
    return told;
  }

  #learnLater(key: string, left: number): void {
    if (left === 0 || this.#closed) return;
    this.#timers.after(inquireEveryMs, async () => {
      if (this.#closed) return;
      const told = await this.#next().inquire(key, inquireEveryMs);
      if (told.state === 'done' || told.state === 'failed') this.counts.settled += 1;
      else this.#learnLater(key, left - 1);
    });
  }

  #next(): GatewayClient {
    this.#turn += 1;
    return this.#gateways[this.#turn % this.#gateways.length]!;
  }

  #count(told: Told): void {
    if (told.state === 'nothing') this.counts.pending += 1;
    else this.counts[told.state] += 1;
  }
}
