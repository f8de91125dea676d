import type { Address } from '../../kernel/ports/datagram.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { cseqOf, type SipRequest, type SipResponse } from '../message/message.ts';
import type { ClientHandlers, ClientTransaction } from '../transaction/transaction.ts';
import type { Core } from './core.ts';

/**
 * Sends a request and answers 401 and 407 by sending it again with credentials (RFC 3261 §22.2). To
 * the handlers it looks like one transaction.
 */
export class Sending {
  readonly #core: Core;
  readonly #to: Address;
  readonly #digest: DigestClient | undefined;
  readonly #handlers: ClientHandlers;
  readonly #renew: (request: SipRequest) => SipRequest;
  #request: SipRequest;
  #transaction: ClientTransaction | undefined;
  #isCancelled = false;

  constructor(
    core: Core,
    request: SipRequest,
    to: Address,
    digest: DigestClient | undefined,
    handlers: ClientHandlers,
    renew: (request: SipRequest) => SipRequest = withNextSequence,
  ) {
    this.#core = core;
    this.#request = request;
    this.#to = to;
    this.#digest = digest;
    this.#handlers = handlers;
    this.#renew = renew;
    this.#send();
  }

  /** As sent last, without Via. */
  get request(): SipRequest {
    return this.#request;
  }

  get destination(): Address {
    return this.#to;
  }

  cancel(headers: readonly (readonly [name: string, value: string])[]): void {
    this.#isCancelled = true;
    this.#transaction?.cancel(headers);
  }

  #send(): void {
    this.#digest?.authorize(this.#request);
    this.#transaction = this.#core.options.transactions.send(this.#request, this.#to, {
      onResponse: (response) => this.#receive(response),
      onFailure: (cause) => this.#handlers.onFailure(cause),
    });
  }

  #receive(response: SipResponse): void {
    if (
      (response.status === 401 || response.status === 407) &&
      !this.#isCancelled &&
      this.#digest?.learn(response)
    ) {
      this.#core.counters.challengesAnswered += 1;
      this.#request = this.#renew(this.#request);
      this.#send();
      return;
    }
    if (response.status >= 200) this.#digest?.accepted();
    this.#handlers.onResponse(response);
  }
}

/** The same request with the next CSeq number. */
export function withNextSequence(request: SipRequest): SipRequest {
  const next = request.copy();
  next.headers.set('CSeq', `${cseqOf(request).number + 1} ${request.method}`);
  return next;
}
