import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import {
  type Address,
  type DatagramSocket,
  type Datagrams,
  formatAddress,
} from '../../kernel/ports/datagram.ts';
import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import { AddressUnavailable } from './address-unavailable.ts';

/** Some 2,500 small datagrams: a burst waits, a flood is dropped before what waits is too old to answer. */
const defaultReceiveBufferBytes = 1024 * 1024;

export interface UdpOptions {
  readonly metrics?: Metrics;
  /** Asked of the kernel, which grants at most `net.core.rmem_max`. */
  readonly receiveBufferBytes?: number;
  readonly sendBufferBytes?: number;
}

/**
 * UDP sockets of the operating system. `onUnreachable` is best effort: Linux reports ICMP errors to
 * unconnected sockets only where IP_RECVERR is set, which Node can't do, so as a rule nothing is
 * reported and a dead peer shows as silence. What the kernel does report (a send that fails with
 * ECONNREFUSED, EHOSTUNREACH or ENETUNREACH) is passed on; every failed send is counted.
 */
export function createUdpDatagrams(options: UdpOptions = {}): Datagrams {
  const metrics = options.metrics ?? noMetrics;
  const sendErrors = metrics.counter(
    'tandem_udp_send_errors_total',
    'Datagrams that the kernel refused to send',
  );
  return {
    bind: (local) =>
      new Promise((resolve, reject) => {
        const socket = createSocket({
          type: local.host.includes(':') ? 'udp6' : 'udp4',
          recvBufferSize: options.receiveBufferBytes ?? defaultReceiveBufferBytes,
          sendBufferSize: options.sendBufferBytes ?? 1024 * 1024,
          lookup: takeLiterally,
        });
        const refuse = (error: Error) => reject(new AddressUnavailable(formatAddress(local), error));
        socket.once('error', refuse);
        socket.bind({ address: local.host, port: local.port, exclusive: true }, () => {
          socket.off('error', refuse);
          resolve(new UdpSocket(socket, (code) => sendErrors.add(1, { code })));
        });
      }),
  };
}

/** Hosts are addresses, never names: nothing is asked of DNS, and a datagram leaves in the turn that sends it. */
function takeLiterally(
  host: string,
  _options: unknown,
  found: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  const family = isIP(host);
  const error =
    family === 0 ? Object.assign(new Error(`"${host}" is not an IP address`), { code: 'EINVAL' }) : null;
  found(error, host, family);
}

const saysUnreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

class UdpSocket implements DatagramSocket {
  readonly local: Address;
  readonly #socket: Socket;
  readonly #countSendError: (code: string) => void;
  #unreachable: ((to: Address | undefined) => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(socket: Socket, countSendError: (code: string) => void) {
    this.#socket = socket;
    this.#countSendError = countSendError;
    const bound = socket.address();
    this.local = { host: bound.address, port: bound.port };
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error, undefined));
  }

  send(payload: Uint8Array, to: Address): void {
    if (this.#closed) return;
    try {
      this.#socket.send(payload, to.port, to.host, (error) => {
        if (error) this.#failed(error, to);
      });
    } catch (error) {
      // An address that is none (port 0, a malformed host): bad input, not a crash.
      this.#failed(error as NodeJS.ErrnoException, to);
    }
  }

  onDatagram(receive: (payload: Uint8Array, from: Address) => void): void {
    this.#socket.removeAllListeners('message');
    this.#socket.on('message', (payload, from) => receive(payload, { host: from.address, port: from.port }));
  }

  onUnreachable(report: (to: Address | undefined) => void): void {
    this.#unreachable = report;
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#socket.close(() => resolve()));
    return this.#closed;
  }

  #failed(error: NodeJS.ErrnoException, to: Address | undefined): void {
    const code = error.code ?? 'unknown';
    this.#countSendError(code);
    if (saysUnreachable.has(code)) this.#unreachable?.(to);
  }
}
