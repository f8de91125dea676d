import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { fingerprint } from '../message/fingerprint.ts';
import { type SipRequest, type SipResponse, topVia } from '../message/message.ts';
import { makeResponse } from '../message/response.ts';
import { writeHostPort } from '../message/uri.ts';
import { magicCookie, responseTarget } from '../message/via.ts';
import type { SipTransport } from '../transport/transport.ts';
import { type ClientSurroundings, RunningClient } from './client-transaction.ts';
import { standardTiming, type Timing } from './machine.ts';
import { clientKey, clientKeyOfResponse, isMatchedAsOld, serverKey } from './matching.ts';
import { RunningServer, type ServerSurroundings } from './server-transaction.ts';
import type { ClientHandlers, ClientTransaction, ServerTransaction } from './transaction.ts';

export interface TransactionLayerOptions {
  readonly transport: SipTransport;
  readonly timers: Timers;
  readonly random: Random;
  /**
   * Transactions at once, client and server each; 50,000 unless set. Beyond it requests get 503 and
   * ours fail with `overload`.
   */
  readonly transactions_max?: number;
  /** RFC 3261 T1, T2, T4 in ms. */
  readonly t1Ms?: number;
  readonly t2Ms?: number;
  readonly t4Ms?: number;
}

export interface TransactionCounters {
  clientStarted: number;
  serverStarted: number;
  /** Repeats of requests that were absorbed. */
  requestRepeats: number;
  requestsRefusedAtLimit: number;
  ownRefusedAtLimit: number;
  timeouts: number;
  unreachable: number;
  strayResponses: number;
  /** Responses that came with more or fewer Vias than their request had (RFC 3261 §8.1.3.3); dropped. */
  misroutedResponses: number;
  /** ACKs that belong to no refusal of ours: those for 2xx, handed to `onAck`. */
  acksHandedOn: number;
  strayCancels: number;
}

type HeaderList = readonly (readonly [name: string, value: string])[];

/** What a refused client is told to wait, seconds. */
const retryAfterSeconds = 5;

/**
 * Matches messages to transactions (RFC 3261 §17.1.3, §17.2.3) and makes new ones. It owns the
 * transport's receivers; the transport itself is closed by whoever opened it.
 */
export class TransactionLayer {
  readonly transport: SipTransport;
  readonly timing: Timing;
  readonly counters: TransactionCounters = {
    clientStarted: 0,
    serverStarted: 0,
    requestRepeats: 0,
    requestsRefusedAtLimit: 0,
    ownRefusedAtLimit: 0,
    timeouts: 0,
    unreachable: 0,
    strayResponses: 0,
    misroutedResponses: 0,
    acksHandedOn: 0,
    strayCancels: 0,
  };
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #transactions_max: number;
  readonly #clients = new Map<string, RunningClient>();
  readonly #servers = new Map<string, RunningServer>();
  readonly #clientsByDestination = new Map<string, Set<RunningClient>>();
  readonly #forClients: ClientSurroundings;
  readonly #forServers: ServerSurroundings;
  #onRequest: (transaction: ServerTransaction) => void = () => {};
  #onAck: (ack: SipRequest, source: Address) => void = () => {};
  #onStrayResponse: (response: SipResponse, source: Address) => void = () => {};
  #onStrayCancel: (cancel: SipRequest, source: Address) => boolean = () => false;

  constructor(options: TransactionLayerOptions) {
    const { transport, timers } = options;
    this.transport = transport;
    this.#timers = timers;
    this.#random = options.random;
    this.#transactions_max = options.transactions_max ?? 50_000;
    this.timing = {
      t1Ms: options.t1Ms ?? standardTiming.t1Ms,
      t2Ms: options.t2Ms ?? standardTiming.t2Ms,
      t4Ms: options.t4Ms ?? standardTiming.t4Ms,
      reliable: transport.reliable,
    };
    const { timing } = this;
    this.#forClients = {
      transport,
      timers,
      timing,
      sendCancel: (cancel, branch, to) => this.#start(cancel, branch, to, quiet),
      ended: (transaction) => this.#forgetClient(transaction),
      failed: (cause) => {
        this.counters[cause === 'unreachable' ? 'unreachable' : 'timeouts'] += 1;
      },
    };
    this.#forServers = {
      transport,
      timers,
      timing,
      ended: (transaction) => this.#servers.delete(transaction.key),
      acknowledged: (ack, source) => this.#onAck(ack, source),
    };
    transport.onRequest((request, source) => this.#receiveRequest(request, source));
    transport.onResponse((response, source) => this.#receiveResponse(response, source));
    transport.onUnreachable((to) => this.#receiveUnreachable(to));
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  get serverCount(): number {
    return this.#servers.size;
  }

  /** Every new request but ACK and CANCEL. Answer each; an INVITE gets its 100 by itself after 200 ms. */
  onRequest(receive: (transaction: ServerTransaction) => void): void {
    this.#onRequest = receive;
  }

  /** ACK that belongs to no refusal of ours: it acknowledges a 2xx. */
  onAck(receive: (ack: SipRequest, source: Address) => void): void {
    this.#onAck = receive;
  }

  /** Responses that match none of our transactions; without a receiver they are dropped. */
  onStrayResponse(receive: (response: SipResponse, source: Address) => void): void {
    this.#onStrayResponse = receive;
  }

  /** CANCEL for no INVITE we hold. Return true when it was dealt with; else it gets 481. */
  onStrayCancel(receive: (cancel: SipRequest, source: Address) => boolean): void {
    this.#onStrayCancel = receive;
  }

  /**
   * Starts a client transaction: puts a Via of ours (with `branch`, fresh unless given) on top of a copy
   * of `request`, and sends it. At the limit `onFailure('overload')` follows, never before this returns.
   */
  send(
    request: SipRequest,
    to: Address,
    handlers: ClientHandlers,
    branch = this.newBranch(),
  ): ClientTransaction {
    return this.#start(this.#withVia(request, branch), branch, to, handlers);
  }

  /** Sends without a transaction: ACK for 2xx, stateless forwarding. Adds our Via with `branch` to a copy. */
  sendStateless(request: SipRequest, to: Address, branch = this.newBranch()): void {
    this.transport.send(this.#withVia(request, branch), to);
  }

  newBranch(): string {
    return `${magicCookie}${Buffer.from(this.#random.bytes(10)).toString('hex')}`;
  }

  /** Ends all transactions without a word to anybody. */
  close(): void {
    for (const transaction of this.#clients.values()) transaction.drop();
    for (const transaction of this.#servers.values()) transaction.drop();
    this.#clients.clear();
    this.#servers.clear();
    this.#clientsByDestination.clear();
  }

  #withVia(request: SipRequest, branch: string): SipRequest {
    const { protocol, address } = this.transport;
    const sent = request.copy();
    const sentBy = writeHostPort(address.host, address.port);
    sent.headers.prepend('Via', `SIP/2.0/${protocol} ${sentBy};branch=${branch};rport`);
    return sent;
  }

  #start(request: SipRequest, branch: string, to: Address, handlers: ClientHandlers): ClientTransaction {
    const transaction = new RunningClient(request, branch, to, handlers, this.#forClients);
    if (this.#clients.size >= this.#transactions_max) {
      this.counters.ownRefusedAtLimit += 1;
      transaction.drop();
      this.#timers.after(0, () => handlers.onFailure('overload'));
      return transaction;
    }
    this.counters.clientStarted += 1;
    this.#clients.set(clientKey(branch, request.method), transaction);
    const destination = formatAddress(to);
    const others = this.#clientsByDestination.get(destination);
    if (others) others.add(transaction);
    else this.#clientsByDestination.set(destination, new Set([transaction]));
    transaction.begin();
    return transaction;
  }

  #forgetClient(transaction: RunningClient): void {
    this.#clients.delete(clientKey(transaction.branch, transaction.request.method));
    const destination = formatAddress(transaction.destination);
    const others = this.#clientsByDestination.get(destination);
    others?.delete(transaction);
    if (others?.size === 0) this.#clientsByDestination.delete(destination);
  }

  #receiveResponse(response: SipResponse, source: Address): void {
    const transaction = this.#clients.get(clientKeyOfResponse(response));
    if (transaction) {
      if (transaction.request.headers.count('via') === response.headers.count('via'))
        transaction.receive(response);
      else this.counters.misroutedResponses += 1;
      return;
    }
    this.counters.strayResponses += 1;
    this.#onStrayResponse(response, source);
  }

  #receiveUnreachable(to: Address | undefined): void {
    if (!to) return;
    const concerned = this.#clientsByDestination.get(formatAddress(to));
    for (const transaction of concerned ? [...concerned] : []) transaction.unreachable();
  }

  #receiveRequest(request: SipRequest, source: Address): void {
    if (request.method === 'ACK') {
      this.#receiveAck(request, source);
      return;
    }
    const key = serverKey(request, request.method);
    const known = this.#servers.get(key);
    if (known) {
      this.counters.requestRepeats += 1;
      known.repeat();
      return;
    }
    if (request.method === 'CANCEL') {
      this.#receiveCancel(key, request, source);
      return;
    }
    if (this.#servers.size >= this.#transactions_max) {
      this.counters.requestsRefusedAtLimit += 1;
      const headers = [['Retry-After', String(retryAfterSeconds)]] as const;
      this.#answerStateless(request, 503, key, source, headers);
      return;
    }
    this.#onRequest(this.#serve(key, request, source));
  }

  /** The same request gets the same tag, whenever it comes again (RFC 3261 §8.2.7). */
  #answerStateless(
    request: SipRequest,
    status: number,
    key: string,
    source: Address,
    headers: HeaderList = [],
  ): void {
    const to = responseTarget(topVia(request)) ?? source;
    this.transport.send(makeResponse(request, status, { toTag: fingerprint(key), headers }), to);
  }

  #serve(key: string, request: SipRequest, source: Address): RunningServer {
    const transaction = new RunningServer(key, request, source, this.#forServers);
    this.counters.serverStarted += 1;
    this.#servers.set(key, transaction);
    transaction.begin();
    return transaction;
  }

  #receiveAck(ack: SipRequest, source: Address): void {
    const invited = this.#servers.get(serverKey(ack, 'INVITE'));
    if (invited) {
      invited.acknowledge(ack, source, isMatchedAsOld(ack));
      return;
    }
    this.counters.acksHandedOn += 1;
    this.#onAck(ack, source);
  }

  /** RFC 3261 §9.2. One CANCEL for each INVITE that we hold at most, so no limit of its own. */
  #receiveCancel(key: string, cancel: SipRequest, source: Address): void {
    const invited = this.#servers.get(serverKey(cancel, 'INVITE'));
    if (!invited) {
      this.counters.strayCancels += 1;
      if (this.#onStrayCancel(cancel, source)) return;
      this.#answerStateless(cancel, 481, key, source);
      return;
    }
    const toTag = invited.toTag === '' ? fingerprint(key) : invited.toTag;
    this.#serve(key, cancel, source).respond(makeResponse(cancel, 200, { toTag }));
    if (invited.isPending) invited.handlers.onCancel?.(cancel);
  }
}

/** Nobody waits for what comes of a CANCEL: the INVITE's own answer tells. */
const quiet: ClientHandlers = { onResponse: () => {}, onFailure: () => {} };
