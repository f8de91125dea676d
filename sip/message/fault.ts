import type { SipRequest } from './message.ts';

/**
 * What can be wrong with bytes that claim to be SIP. Faults are values, not exceptions: bad input
 * is counted by its code and answered with `status`, or dropped where there is none.
 */
export const faultCodes = [
  'empty',
  'too-long',
  'not-sip',
  'bad-start-line',
  'bad-version',
  'bad-status',
  'bad-request-uri',
  'bad-line-end',
  'no-end-of-headers',
  'bad-header',
  'too-many-headers',
  'missing-header',
  'repeated-header',
  'malformed-header',
  'out-of-range',
  'method-mismatch',
  'bad-content-length',
] as const;

export type FaultCode = (typeof faultCodes)[number];

export interface MessageFault {
  readonly kind: 'fault';
  readonly code: FaultCode;
  /** One sentence for a person: what was wrong, and where. */
  readonly detail: string;
  /** The status with which a server should answer (RFC 3261 §21); `undefined`: drop. */
  readonly status: 400 | 505 | undefined;
  /** As much of the request as could be read, for `makeResponse`; present whenever `status` is. */
  readonly request: SipRequest | undefined;
}

export type SipErrorCode = 'malformed-header' | 'missing-header' | 'line-break-in-header' | 'malformed-uri';

/**
 * A mistake of our own code: a message that we built ourselves lacks what it must have. What the
 * network sends never throws this, since `parseMessage` has looked at it before.
 */
export class SipError extends Error {
  readonly code: SipErrorCode;
  readonly retriable = false;

  constructor(code: SipErrorCode, sentence: string) {
    super(sentence);
    this.name = 'SipError';
    this.code = code;
  }
}
