import type { SipRequest, SipResponse } from '../message/message.ts';
import type { NameAddr } from '../message/name-addr.ts';
import type { TransactionFailure } from '../transaction/transaction.ts';

/** One call as one party sees it: an INVITE and the dialog that it makes (RFC 3261 §13–15). */

export type CallState =
  /** INVITE sent or received, no final response. */
  | 'inviting'
  /** 2xx sent or received. */
  | 'established'
  | 'ended';

/** Why a CANCEL or BYE is sent (RFC 3326), e.g. `{protocol: 'Q.850', cause: 16, text: 'normal clearing'}`. */
export interface Reason {
  readonly protocol: 'SIP' | 'Q.850' | (string & {});
  readonly cause?: number;
  readonly text?: string;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A message's body; `contentType` is `application/sdp` unless given. */
export interface BodyOptions {
  readonly headers?: HeaderList;
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
}

/** How a call ended. Exactly one is told for each call. */
export type CallEnd =
  /** Our INVITE got a final response other than 2xx. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly response: SipResponse;
      readonly reasons: readonly Reason[];
    }
  /** No final response to our INVITE. `status` is what stands for it: 408 or 503. */
  | { readonly kind: 'failed'; readonly cause: TransactionFailure | 'bad-response'; readonly status: number }
  /** The caller's CANCEL (incoming) or our own (outgoing) ended it before an answer. */
  | { readonly kind: 'cancelled'; readonly by: 'local' | 'remote'; readonly reasons: readonly Reason[] }
  /** We refused it. */
  | { readonly kind: 'rejected'; readonly status: number }
  | { readonly kind: 'bye'; readonly by: 'local' | 'remote'; readonly reasons: readonly Reason[] }
  /** The dialog broke: no ACK came, or an in-dialog request got 408, 481 or nothing. */
  | { readonly kind: 'lost'; readonly cause: 'no-ack' | 'no-dialog' | 'timeout' | 'unreachable' };

/** What comes of an in-dialog or out-of-dialog request. */
export type RequestResult =
  | { readonly kind: 'response'; readonly response: SipResponse }
  | { readonly kind: 'failure'; readonly cause: TransactionFailure };

/** A request inside the dialog (re-INVITE, INFO, NOTIFY, …) that wants an answer; BYE never comes here. */
export interface IncomingRequest {
  readonly request: SipRequest;
  /** Once. A 2xx to a re-INVITE is repeated until its ACK comes. */
  respond(status: number, options?: BodyOptions): void;
}

export interface CallDelegate {
  /** Outgoing: 101–199. The body may hold early media. */
  onProgress?(response: SipResponse): void;
  /** Outgoing: the 2xx that established the call. Its ACK has been sent, or goes out right after `answerInAck`. */
  onAnswered?(response: SipResponse): void;
  /** When our INVITE or re-INVITE carried no offer: the answer to the 2xx's offer, which travels in the ACK. */
  answerInAck?(response: SipResponse): string;
  /** Incoming: the ACK for our 2xx. */
  onConfirmed?(ack: SipRequest): void;
  /** The ACK for our 2xx to the peer's re-INVITE: it bears the answer when the 2xx bore the offer. */
  onReconfirmed?(ack: SipRequest): void;
  /** Without it, re-INVITE gets 488, INFO 200, everything else 405 or 481 as its section says. */
  onRequest?(incoming: IncomingRequest): void;
  /** Exactly once, whatever happens. */
  onEnded?(end: CallEnd): void;
}

export interface Call {
  readonly direction: 'outgoing' | 'incoming';
  readonly state: CallState;
  /** SIP Call-ID. */
  readonly callId: string;
  readonly local: NameAddr;
  readonly remote: NameAddr;
  /** The INVITE as sent or received. */
  readonly invite: SipRequest;
  /** Ends the call in whatever state: CANCEL, refusal with 480 or BYE. Idempotent. */
  hangUp(reason?: Reason): void;
  /** A request inside the dialog (established, or early once a tag is known). */
  request(method: string, options: BodyOptions, onResult?: (result: RequestResult) => void): void;
  /** Offers again. 491 is the caller's to try again later; 481 and 408 end the call. */
  reinvite(options: BodyOptions, onResult: (result: RequestResult) => void): void;
}

export interface IncomingCall extends Call {
  readonly direction: 'incoming';
  /** 100 at once, instead of 200 ms later. */
  trying(): void;
  /** 180, or another provisional status such as 183 with a body. */
  ring(options?: BodyOptions & { readonly status?: number }): void;
  /** 200, repeated until its ACK comes; none within 64 × T1: BYE and `lost`. */
  answer(options: BodyOptions): void;
  /** 300–699. */
  reject(status: number, options?: BodyOptions & { readonly reason?: string }): void;
}
