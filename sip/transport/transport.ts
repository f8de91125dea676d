import type { Address } from '../../kernel/ports/datagram.ts';
import { type FaultCode, faultCodes } from '../message/fault.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';

/**
 * A way for SIP messages to travel (RFC 3261 §18). What comes in has been parsed; what was bad has
 * been counted and answered or dropped already. Requests carry `received` and `rport` in their top
 * Via. There is one receiver for each kind; setting it again replaces it.
 */
export interface SipTransport {
  readonly protocol: 'UDP' | 'TCP' | 'TLS' | 'WS';
  /** True when the transport itself repeats what was lost. */
  readonly reliable: boolean;
  /** What our Via and Contact say: where peers reach us. */
  readonly address: Address;
  readonly counters: TransportCounters;
  send(message: SipMessage, to: Address): void;
  /** Sends what `writeMessage` made before. */
  sendBytes(bytes: Uint8Array, to: Address): void;
  onRequest(receive: (request: SipRequest, source: Address) => void): void;
  onResponse(receive: (response: SipResponse, source: Address) => void): void;
  /** A peer's host says that nobody listens there. `undefined`: it can't be told which. */
  onUnreachable(report: (to: Address | undefined) => void): void;
  close(): Promise<void>;
}

/** Counts since the transport was opened; read them at any time. */
export interface TransportCounters {
  received: number;
  requests: number;
  responses: number;
  sent: number;
  /** Messages of ours that no datagram can hold; not sent. */
  tooLongToSend: number;
  /** Bad messages by what was wrong with them; `empty` are keep-alives. */
  readonly faults: Record<FaultCode, number>;
  /** Bad requests that were answered with 400 or 505. */
  faultsAnswered: number;
  /** Responses whose top Via is not ours (RFC 3261 §18.1.2); dropped. */
  misdirectedResponses: number;
  /** Reports that a peer's port is closed. */
  unreachable: number;
}

export function newTransportCounters(): TransportCounters {
  return {
    received: 0,
    requests: 0,
    responses: 0,
    sent: 0,
    tooLongToSend: 0,
    faults: Object.fromEntries(faultCodes.map((code) => [code, 0])) as Record<FaultCode, number>,
    faultsAnswered: 0,
    misdirectedResponses: 0,
    unreachable: 0,
  };
}
