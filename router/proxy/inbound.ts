/**
 * The transport as the transaction layer sees it: requests that need no transaction are turned aside on
 * their way in. ACK and CANCEL always go to the layer first, since they may belong to one of its own.
 */
import type { Address } from '../../kernel/ports/datagram.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { SipTransport, TransportCounters } from '../../sip/transport/transport.ts';

/** True: it was dealt with, the layer doesn't see it. */
export type TurnAside = (request: SipRequest, source: Address) => boolean;

export class InboundTransport implements SipTransport {
  readonly #transport: SipTransport;
  readonly #turnAside: TurnAside;

  constructor(transport: SipTransport, turnAside: TurnAside) {
    this.#transport = transport;
    this.#turnAside = turnAside;
  }

  get protocol(): SipTransport['protocol'] {
    return this.#transport.protocol;
  }

  get reliable(): boolean {
    return this.#transport.reliable;
  }

  get address(): Address {
    return this.#transport.address;
  }

  get counters(): TransportCounters {
    return this.#transport.counters;
  }

  send(message: SipMessage, to: Address): void {
    this.#transport.send(message, to);
  }

  sendBytes(bytes: Uint8Array, to: Address): void {
    this.#transport.sendBytes(bytes, to);
  }

  onRequest(receive: (request: SipRequest, source: Address) => void): void {
    this.#transport.onRequest((request, source) => {
      if (request.method !== 'ACK' && request.method !== 'CANCEL' && this.#turnAside(request, source)) return;
      receive(request, source);
    });
  }

  onResponse(receive: (response: SipResponse, source: Address) => void): void {
    this.#transport.onResponse(receive);
  }

  onUnreachable(report: (to: Address | undefined) => void): void {
    this.#transport.onUnreachable(report);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
