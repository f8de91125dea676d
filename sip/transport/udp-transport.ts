import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import type { MessageFault } from '../message/fault.ts';
import { fingerprint } from '../message/fingerprint.ts';
import { type SipMessage, type SipRequest, type SipResponse, topVia } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { reasonPhrase } from '../message/reason-phrase.ts';
import { makeResponse } from '../message/response.ts';
import { parseVia, responseTarget, viaReceivedFrom, writeVia } from '../message/via.ts';
import { writeMessage } from '../message/write.ts';
import { newTransportCounters, type SipTransport } from './transport.ts';

/** The most that one UDP datagram can carry over IPv4. */
export const datagramBytes_max = 65_507;

/**
 * SIP over one UDP socket (RFC 3261 §18, RFC 3581). Bad requests are answered here, without any state,
 * so that nothing above ever sees one; bad responses are dropped. Whoever bound the socket may close
 * it through `close`.
 */
export class UdpTransport implements SipTransport {
  readonly protocol = 'UDP';
  readonly reliable = false;
  readonly address: Address;
  readonly counters = newTransportCounters();
  readonly #socket: DatagramSocket;
  #onRequest: (request: SipRequest, source: Address) => void = () => {};
  #onResponse: (response: SipResponse, source: Address) => void = () => {};

  /** `advertised`: what Via and Contact say when it isn't the socket's own address. */
  constructor(socket: DatagramSocket, advertised: Address = socket.local) {
    this.#socket = socket;
    this.address = advertised;
    socket.onDatagram((payload, from) => this.#receive(payload, from));
  }

  send(message: SipMessage, to: Address): void {
    this.sendBytes(writeMessage(message), to);
  }

  sendBytes(bytes: Uint8Array, to: Address): void {
    if (bytes.length > datagramBytes_max) {
      this.counters.tooLongToSend += 1;
      return;
    }
    this.counters.sent += 1;
    this.#socket.send(bytes, to);
  }

  onRequest(receive: (request: SipRequest, source: Address) => void): void {
    this.#onRequest = receive;
  }

  onResponse(receive: (response: SipResponse, source: Address) => void): void {
    this.#onResponse = receive;
  }

  onUnreachable(report: (to: Address | undefined) => void): void {
    this.#socket.onUnreachable((to) => {
      this.counters.unreachable += 1;
      report(to);
    });
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #receive(payload: Uint8Array, from: Address): void {
    this.counters.received += 1;
    const message = parseMessage(payload);
    switch (message.kind) {
      case 'request':
        this.counters.requests += 1;
        noteSource(message, from);
        this.#onRequest(message, from);
        return;
      case 'response':
        if (!this.#isOurs(message)) {
          this.counters.misdirectedResponses += 1;
          return;
        }
        this.counters.responses += 1;
        this.#onResponse(message, from);
        return;
      case 'fault':
        this.counters.faults[message.code] += 1;
        this.#answerFault(message, from);
    }
  }

  #isOurs(response: SipResponse): boolean {
    const via = topVia(response);
    return via.host === this.address.host && (via.port ?? 5060) === this.address.port;
  }

  /** RFC 3261 §21.4.1: the reason phrase says what was wrong. The same bad request gets the same answer. */
  #answerFault(fault: MessageFault, from: Address): void {
    const { request, status } = fault;
    if (request === undefined || status === undefined) return;
    const via = request.headers.parsed('via', parseVia);
    if (via) request.headers.replaceFirst('via', writeVia(viaReceivedFrom(via, from)));
    const toTag = fingerprint(request.headers.write());
    const reason = `${reasonPhrase(status)} - ${fault.detail}`;
    this.counters.faultsAnswered += 1;
    const answeredVia = via && viaReceivedFrom(via, from);
    const to = (answeredVia && responseTarget(answeredVia)) ?? from;
    this.send(makeResponse(request, status, { toTag, reason }), to.host === from.host ? to : from);
  }
}

/** RFC 3261 §18.2.1, RFC 3581 §4: the top Via says where the request really came from. */
function noteSource(request: SipRequest, from: Address): void {
  const via = topVia(request);
  const noted = viaReceivedFrom(via, from);
  if (noted !== via) request.headers.replaceFirst('via', writeVia(noted));
}
