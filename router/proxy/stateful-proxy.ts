/**
 * The stateful proxy (RFC 3261 §16): every INVITE is answered 100 at once, decided, and carried to a
 * site; OPTIONS is answered; what else comes outside a dialog is refused. What belongs to a dialog, or
 * to a trunk that follows redirects, is turned aside before it costs a transaction.
 */
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import { type Counter, type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { callerNumberOf, dialedNumberOf } from '../../sip/message/call-numbers.ts';
import { callIdOf, type SipRequest } from '../../sip/message/message.ts';
import { makeResponse, type ResponseOptions } from '../../sip/message/response.ts';
import type { ServerTransaction } from '../../sip/transaction/transaction.ts';
import type { Trunk, Trunks } from '../decision/trunks.ts';
import { ProxiedCall, type ProxiedCallPorts } from './proxied-call.ts';
import { checkRequest, methodsAllowed } from './request-checks.ts';

export interface StatefulProxyOptions extends ProxiedCallPorts {
  readonly trunks: Trunks;
  readonly own: Address;
  readonly openCallsMax: number;
  readonly deadlineMs: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly metrics?: Metrics;
}

type Headers = NonNullable<ResponseOptions['headers']>;

export class StatefulProxy {
  readonly #options: StatefulProxyOptions;
  readonly #refused: Counter;
  #openCalls = 0;
  #accepting = true;

  constructor(options: StatefulProxyOptions) {
    this.#options = options;
    const metrics = options.metrics ?? noMetrics;
    this.#refused = metrics.counter('tandem_router_refused_total', 'Requests refused, by status');
    metrics.gauge('tandem_router_open_calls', 'INVITEs without a final response', () => this.#openCalls);
    options.transactions.onRequest((transaction) => this.#request(transaction));
  }

  /** INVITEs whose callers wait for a final response. */
  get openCalls(): number {
    return this.#openCalls;
  }

  /** From here new INVITEs get 503; those that are open go on. */
  stopAccepting(): void {
    this.#accepting = false;
  }

  #request(transaction: ServerTransaction): void {
    const { request, source } = transaction;
    const trunk = this.#options.trunks.ofHost(source.host);
    if (!trunk) {
      this.#refuse(transaction, 403);
      return;
    }
    const refusal = checkRequest(request, this.#options.own);
    if (refusal) this.#refuse(transaction, refusal.status, refusal.headers);
    else if (request.method === 'INVITE') this.#invite(transaction, trunk);
    else if (request.method === 'OPTIONS') this.#answerOptions(transaction);
    else if (request.method === 'REGISTER') this.#refuse(transaction, 403);
    else this.#refuse(transaction, 405, [['Allow', methodsAllowed]]);
  }

  #invite(transaction: ServerTransaction, trunk: Trunk): void {
    const { openCallsMax, retryAfterS, decider, clock, deadlineMs } = this.#options;
    if (!this.#accepting || this.#openCalls >= openCallsMax) {
      this.#refuse(transaction, 503, [['Retry-After', String(retryAfterS)]]);
      return;
    }
    const { request } = transaction;
    transaction.respond(makeResponse(request, 100));
    this.#openCalls += 1;
    const ended = () => {
      this.#openCalls -= 1;
    };
    const question = {
      mode: 'proxy',
      trunk: trunk.id,
      ani: callerNumberOf(request),
      dnis: dialedNumberOf(request),
      sipCallId: callIdOf(request),
      receivedMono: clock.monoMs(),
      deadlineMs,
    } as const;
    let isCancelled = false;
    transaction.handlers = {
      onCancel: () => {
        isCancelled = true;
        this.#refuse(transaction, 487);
        ended();
      },
    };
    decider.whenDecidable(question, () => {
      if (!isCancelled) new ProxiedCall(transaction, decider.route(question), this.#options, ended);
    });
  }

  #answerOptions(transaction: ServerTransaction): void {
    const headers: Headers = [
      ['Allow', methodsAllowed],
      ['Accept', 'application/sdp'],
      ['Accept-Encoding', 'identity'],
      ['Accept-Language', 'en'],
      ['Supported', ''],
    ];
    transaction.respond(this.#response(transaction.request, 200, headers));
  }

  #refuse(transaction: ServerTransaction, status: number, headers: Headers = []): void {
    this.#refused.add(1, { status: String(status) });
    transaction.respond(this.#response(transaction.request, status, headers));
  }

  #response(request: SipRequest, status: number, headers: Headers) {
    const toTag = Buffer.from(this.#options.random.bytes(8)).toString('hex');
    return makeResponse(request, status, { toTag, headers });
  }
}
