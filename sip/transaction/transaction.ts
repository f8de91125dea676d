import type { Address } from '../../kernel/ports/datagram.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';

/** Transactions as the transaction user (a user agent or a proxy) sees them (RFC 3261 §17). */

/** Why a client transaction got no final response. */
export type TransactionFailure =
  /** Timer B or F ran out, or a cancelled INVITE was never ended by its server. */
  | 'timeout'
  /** The peer's host says that nobody listens there. */
  | 'unreachable'
  /** The limit on transactions is reached; nothing was sent. */
  | 'overload';

export interface ClientHandlers {
  /**
   * Every provisional response, then the final one. For an INVITE every 2xx, repeats too, since the
   * core acknowledges them; other repeats are absorbed. ACK for 3xx–6xx is sent by the transaction.
   */
  onResponse(response: SipResponse): void;
  /** At most once, instead of a final response. */
  onFailure(cause: TransactionFailure): void;
}

export interface ClientTransaction {
  readonly branch: string;
  /** As sent, our Via on top. */
  readonly request: SipRequest;
  readonly destination: Address;
  /** True until a final response or a failure. */
  readonly isPending: boolean;
  /**
   * INVITE only: sends CANCEL as soon as a provisional response allows it (RFC 3261 §9.1), at most
   * once. The INVITE's own final response (487, or a 2xx that crossed) still comes to the handlers;
   * if none does within 64 × T1, `onFailure('timeout')`. `headers` go into the CANCEL, such as Reason.
   */
  cancel(headers?: readonly (readonly [name: string, value: string])[]): void;
}

export interface ServerHandlers {
  /** INVITE only: a CANCEL for it came and has been answered with 200. Answer the INVITE with 487. */
  onCancel?(cancel: SipRequest): void;
  /** INVITE only: no ACK came for a 3xx–6xx (timer H). */
  onAckTimeout?(): void;
  /** The transaction is gone; it absorbs no more repeats. */
  onTerminated?(): void;
}

export interface ServerTransaction {
  readonly request: SipRequest;
  readonly source: Address;
  /** True until a final response has been sent. */
  readonly isPending: boolean;
  /** Who listens; replace it at will. */
  handlers: ServerHandlers;
  /**
   * Sends a response made by `makeResponse` (our own) or one to be passed on (without our Via). After
   * a final one, only further 2xx of an INVITE go out. Returns false when it could not be sent.
   */
  respond(response: SipResponse): boolean;
}
