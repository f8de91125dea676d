import type { Address } from '../../kernel/ports/datagram.ts';
import {
  ackIn,
  type Dialog,
  keyOfDialog,
  nextAddress,
  nextRequest,
  receivedIn,
  withTargetOf,
} from '../dialog/dialog.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { cseqOf, type SipRequest, type SipResponse } from '../message/message.ts';
import { makeResponse } from '../message/response.ts';
import type { ServerTransaction, TransactionFailure } from '../transaction/transaction.ts';
import { AnswerRepeater } from './answer-repeater.ts';
import type { BodyOptions, CallEnd, IncomingRequest, Reason, RequestResult } from './call.ts';
import { type Core, withBody } from './core.ts';
import { reasonHeaders, reasonsOf } from './reason.ts';
import { Sending } from './sending.ts';

/** What a session tells the call that it belongs to. */
export interface SessionHooks {
  /** False: nobody listens, answer by default. */
  onRequest(incoming: IncomingRequest): boolean;
  /** An ACK that is not for a re-INVITE. */
  onAck(ack: SipRequest): void;
  /** The ACK for our 2xx to a re-INVITE, once. */
  onReAck(ack: SipRequest): void;
  /** The dialog is over, by the peer or by a fault; not after `bye` or `forget`. */
  onOver(end: CallEnd): void;
}

/**
 * One dialog of a call at work (RFC 3261 §12.2, §14, §15): requests both ways, re-INVITE with its
 * repeats and ACK, BYE. The call above decides; the session keeps order.
 */
export class Session {
  dialog: Dialog;
  readonly #core: Core;
  readonly #hooks: SessionHooks;
  readonly #digest: DigestClient | undefined;
  readonly #key: string;
  /** Used when the peer's Contact and Route name no IP address. */
  readonly #fallback: Address;
  #isOver = false;
  #isInviting = false;
  #invited: ServerTransaction | undefined;
  #repeater: { readonly sequence: number; readonly repeater: AnswerRepeater } | undefined;

  constructor(core: Core, dialog: Dialog, hooks: SessionHooks, fallback: Address, digest?: DigestClient) {
    this.#core = core;
    this.dialog = dialog;
    this.#hooks = hooks;
    this.#fallback = fallback;
    this.#digest = digest;
    this.#key = keyOfDialog(dialog);
    core.addSession(this.#key, this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get destination(): Address {
    return nextAddress(this.dialog) ?? this.#fallback;
  }

  /** Any request but BYE and INVITE. 408 and 481 end the session (RFC 3261 §12.2.1.2). */
  request(method: string, options: BodyOptions, onResult: (result: RequestResult) => void = () => {}): void {
    this.#send(method, options, (response) => onResult({ kind: 'response', response }), onResult);
  }

  /** Without a body in `options` the peer's 2xx bears the offer, and the ACK what `answerInAck` says to it. */
  reinvite(
    options: BodyOptions,
    onResult: (result: RequestResult) => void,
    answerInAck?: (response: SipResponse) => string,
  ): void {
    this.#isInviting = true;
    const done = (result: RequestResult) => {
      this.#isInviting = false;
      onResult(result);
    };
    let acknowledge: (() => void) | undefined;
    const withContact = { ...options, headers: [...this.#targetHeaders(), ...(options.headers ?? [])] };
    const onFinal = (response: SipResponse) => {
      if (response.status < 300) {
        if (acknowledge) {
          acknowledge();
          return;
        }
        this.dialog = withTargetOf(this.dialog, response);
        const hasOffered = options.body !== undefined && options.body.length > 0;
        const answer = hasOffered ? undefined : answerInAck?.(response);
        acknowledge = this.acknowledger(cseqOf(response).number, answer);
        acknowledge();
      }
      done({ kind: 'response', response });
    };
    this.#send('INVITE', withContact, onFinal, done);
  }

  /** Sends the ACK for a 2xx, the same each time it is called. */
  acknowledger(inviteSequence: number, body = ''): () => void {
    const ack = withBody(ackIn(this.dialog, inviteSequence), { body });
    this.#digest?.authorize(ack);
    const branch = this.#core.options.transactions.newBranch();
    const to = this.destination;
    return () => this.#core.options.transactions.sendStateless(ack, to, branch);
  }

  /** Ends the session with BYE, whatever comes of it. */
  bye(reason?: Reason): void {
    if (this.#isOver) return;
    this.forget();
    const { dialog, request } = nextRequest(this.dialog, 'BYE');
    this.dialog = dialog;
    for (const [name, value] of reasonHeaders(reason)) request.headers.add(name, value);
    const renew = (refused: SipRequest) => this.#renewed(refused);
    const ignored = { onResponse: () => {}, onFailure: () => {} };
    new Sending(this.#core, request, this.destination, this.#digest, ignored, renew);
  }

  /** Ends the session without a word to the peer. */
  forget(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#repeater?.repeater.stop();
    if (this.#invited?.isPending) this.#respond(this.#invited, 487);
    this.#invited = undefined;
    this.#core.removeSession(this.#key, this);
  }

  /** A request of the peer inside this dialog. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const after = receivedIn(this.dialog, request);
    if (after === 'out-of-order') {
      this.#core.counters.outOfOrder += 1;
      this.#respond(transaction, 500);
      return;
    }
    this.dialog = after;
    if (request.method === 'BYE') {
      this.#respond(transaction, 200);
      this.#over({ kind: 'bye', by: 'remote', reasons: reasonsOf(request) });
    } else if (request.method === 'INVITE') {
      this.#receiveInvite(transaction);
    } else {
      this.#receiveOther(transaction);
    }
  }

  acknowledged(ack: SipRequest): void {
    if (this.#repeater && cseqOf(ack).number === this.#repeater.sequence) {
      this.#repeater.repeater.stop();
      this.#repeater = undefined;
      this.#hooks.onReAck(ack);
      return;
    }
    this.#hooks.onAck(ack);
  }

  /** RFC 3261 §14.2: 500 while another of theirs is open, 491 while one of ours is. */
  #receiveInvite(transaction: ServerTransaction): void {
    if (this.#invited?.isPending) {
      this.#respond(transaction, 500, { headers: [['Retry-After', '3']] });
      return;
    }
    if (this.#isInviting) {
      this.#respond(transaction, 491);
      return;
    }
    this.#invited = transaction;
    transaction.handlers = { onCancel: () => this.#respond(transaction, 487) };
    this.dialog = withTargetOf(this.dialog, transaction.request);
    const respond = (status: number, options: BodyOptions = {}) =>
      this.#answerInvite(transaction, status, options);
    if (!this.#hooks.onRequest({ request: transaction.request, respond })) respond(488);
  }

  #answerInvite(transaction: ServerTransaction, status: number, options: BodyOptions): void {
    if (!transaction.isPending) return;
    if (status < 200 || status >= 300) {
      this.#respond(transaction, status, options);
      return;
    }
    const { timers, transactions } = this.#core.options;
    const headers = [...this.#targetHeaders(), ...(options.headers ?? [])];
    const response = this.#response(transaction.request, status, { ...options, headers });
    this.#repeater?.repeater.stop();
    const repeater = new AnswerRepeater(timers, transactions.timing, transaction, response, () => {
      this.#core.counters.answersWithoutAck += 1;
      this.bye();
      this.#hooks.onOver({ kind: 'lost', cause: 'no-ack' });
    });
    this.#repeater = { sequence: cseqOf(transaction.request).number, repeater };
  }

  #receiveOther(transaction: ServerTransaction): void {
    const { request } = transaction;
    let isAnswered = false;
    const respond = (status: number, options: BodyOptions = {}) => {
      if (isAnswered && status >= 200) return;
      isAnswered = status >= 200;
      this.#respond(transaction, status, options);
    };
    if (request.method === 'OPTIONS') respond(200, { headers: this.#core.abilityHeaders });
    else if (!this.#hooks.onRequest({ request, respond })) respond(request.method === 'INFO' ? 200 : 489);
  }

  #send(
    method: string,
    options: BodyOptions,
    onFinal: (response: SipResponse) => void,
    onResult: (result: RequestResult) => void,
  ): void {
    const next = nextRequest(this.dialog, method);
    this.dialog = next.dialog;
    const request = withBody(next.request, options);
    const handlers = {
      onResponse: (response: SipResponse) => {
        if (response.status < 200) return;
        onFinal(response);
        if (response.status === 481 || response.status === 408)
          this.#over({ kind: 'lost', cause: 'no-dialog' });
      },
      onFailure: (cause: TransactionFailure) => {
        onResult({ kind: 'failure', cause });
        if (cause === 'overload' || this.#isOver) return;
        if (cause === 'timeout') this.bye();
        else this.forget();
        this.#hooks.onOver({ kind: 'lost', cause });
      },
    };
    const renew = (refused: SipRequest) => this.#renewed(refused);
    new Sending(this.#core, request, this.destination, this.#digest, handlers, renew);
  }

  /** The same request under the dialog's next CSeq number. */
  #renewed(refused: SipRequest): SipRequest {
    const localSequence = this.dialog.localSequence + 1;
    this.dialog = { ...this.dialog, localSequence };
    const renewed = refused.copy();
    renewed.headers.set('CSeq', `${localSequence} ${refused.method}`);
    return renewed;
  }

  #over(end: CallEnd): void {
    if (this.#isOver) return;
    this.forget();
    this.#hooks.onOver(end);
  }

  #targetHeaders(): readonly (readonly [name: string, value: string])[] {
    return [['Contact', `<${this.#core.contactUri}>`], ...this.#core.abilityHeaders];
  }

  #respond(transaction: ServerTransaction, status: number, options: BodyOptions = {}): void {
    transaction.respond(this.#response(transaction.request, status, options));
  }

  #response(request: SipRequest, status: number, options: BodyOptions): SipResponse {
    const hasBody = options.body !== undefined && options.body.length > 0;
    return makeResponse(request, status, {
      ...(options.headers && { headers: options.headers }),
      ...(hasBody && { body: options.body, contentType: options.contentType ?? 'application/sdp' }),
    });
  }
}
