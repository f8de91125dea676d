import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { SipTransport } from '../transport/transport.ts';
import type { ClientHandlers, ClientTransaction, ServerTransaction } from './transaction.ts';

export interface TransactionLayerOptions {
  readonly transport: SipTransport;
  readonly timers: Timers;
  readonly random: Random;
  /** Transactions at once, client and server each; beyond it requests get 503 and ours fail with `overload`. */
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
  strayAcks: number;
  strayCancels: number;
}

/** Matches messages to transactions (RFC 3261 §17.1.3, §17.2.3) and makes new ones. */
export declare class TransactionLayer {
  readonly transport: SipTransport;
  readonly counters: TransactionCounters;
  constructor(options: TransactionLayerOptions);
  /** Every new request but ACK and CANCEL. Answer each; an INVITE gets its 100 by itself after 200 ms. */
  onRequest(receive: (transaction: ServerTransaction) => void): void;
  /** ACK that belongs to no transaction here: it acknowledges a 2xx. */
  onAck(receive: (ack: SipRequest, source: Address) => void): void;
  /** Responses that match none of our transactions; without a receiver they are dropped. */
  onStrayResponse(receive: (response: SipResponse, source: Address) => void): void;
  /** CANCEL for no INVITE we hold. Return true when it was dealt with; else it gets 481. */
  onStrayCancel(receive: (cancel: SipRequest, source: Address) => boolean): void;
  /** Starts a client transaction: puts a Via of ours (fresh branch) on top of a copy of `request`, and sends it. */
  send(request: SipRequest, to: Address, handlers: ClientHandlers): ClientTransaction;
  /** Sends without a transaction: ACK for 2xx, stateless forwarding. Adds our Via with `branch` (fresh unless given). */
  sendStateless(request: SipRequest, to: Address, branch?: string): void;
  newBranch(): string;
  /** Ends all transactions without a word to anybody; the transport is closed by whoever opened it. */
  close(): void;
}
