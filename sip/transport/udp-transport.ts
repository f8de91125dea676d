import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import type { SipTransport, TransportCounters } from './transport.ts';

/** SIP over one UDP socket. */
export declare class UdpTransport implements SipTransport {
  readonly protocol: 'UDP';
  readonly reliable: boolean;
  readonly address: Address;
  readonly counters: TransportCounters;
  /** `advertised`: what Via and Contact say when it isn't the socket's own address. */
  constructor(socket: DatagramSocket, advertised?: Address);
  send(message: SipMessage, to: Address): void;
  sendBytes(bytes: Uint8Array, to: Address): void;
  onRequest(receive: (request: SipRequest, source: Address) => void): void;
  onResponse(receive: (response: SipResponse, source: Address) => void): void;
  onUnreachable(report: (to: Address | undefined) => void): void;
  close(): Promise<void>;
}
