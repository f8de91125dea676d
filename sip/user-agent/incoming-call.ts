import { confirmed, uasDialog } from '../dialog/dialog.ts';
import { callIdOf, cseqOf, fromOf, type SipRequest, type SipResponse } from '../message/message.ts';
import { type NameAddr, parseNameAddr } from '../message/name-addr.ts';
import { makeResponse, type ResponseOptions } from '../message/response.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { AnswerRepeater } from './answer-repeater.ts';
import type {
  BodyOptions,
  CallDelegate,
  CallEnd,
  CallState,
  IncomingCall,
  Reason,
  RequestResult,
} from './call.ts';
import type { Core } from './core.ts';
import { reasonHeaders, reasonsOf } from './reason.ts';
import { Session } from './session.ts';

/** A call that comes to us (RFC 3261 §13.3). `onEnded` comes at once when we hang up or reject. */
export class TakenCall implements IncomingCall {
  readonly direction = 'incoming';
  readonly #core: Core;
  readonly #transaction: ServerTransaction;
  readonly #localTag: string;
  readonly #session: Session;
  #delegate: CallDelegate = {};
  #state: CallState = 'inviting';
  #repeater: AnswerRepeater | undefined;
  /** We hung up between our 2xx and its ACK: BYE has to wait for one of them (RFC 3261 §15). */
  #byeOwed: { readonly reason: Reason | undefined } | undefined;

  constructor(core: Core, transaction: ServerTransaction) {
    this.#core = core;
    this.#transaction = transaction;
    this.#localTag = core.newTag();
    const dialog = uasDialog(transaction.request, this.#localTag);
    this.#session = new Session(
      core,
      dialog,
      {
        onRequest: (incoming) => {
          if (!this.#delegate.onRequest || this.#state === 'ended') return false;
          this.#delegate.onRequest(incoming);
          return true;
        },
        onAck: (ack) => this.#acknowledged(ack),
        onReAck: (ack) => {
          if (this.#state !== 'ended') this.#delegate.onReconfirmed?.(ack);
        },
        onOver: (end) => this.#over(end),
      },
      transaction.source,
    );
    transaction.handlers = { onCancel: (cancel) => this.#cancelled(cancel) };
  }

  /** Who listens from now on. */
  listen(delegate: CallDelegate): void {
    this.#delegate = delegate;
  }

  get state(): CallState {
    return this.#state;
  }

  get callId(): string {
    return callIdOf(this.invite);
  }

  get local(): NameAddr {
    return parseNameAddr(this.#session.dialog.local)!;
  }

  get remote(): NameAddr {
    return fromOf(this.invite);
  }

  get invite(): SipRequest {
    return this.#transaction.request;
  }

  trying(): void {
    if (this.#state === 'inviting') this.#transaction.respond(makeResponse(this.invite, 100));
  }

  ring(options: BodyOptions & { readonly status?: number } = {}): void {
    if (this.#state !== 'inviting') return;
    this.#transaction.respond(this.#response(options.status ?? 180, options, true));
  }

  answer(options: BodyOptions): void {
    if (this.#state !== 'inviting') return;
    this.#state = 'established';
    this.#session.dialog = confirmed(this.#session.dialog);
    const headers = [...this.#core.abilityHeaders, ...(options.headers ?? [])];
    const response = this.#response(200, { ...options, headers }, true);
    const { timers, transactions } = this.#core.options;
    this.#repeater = new AnswerRepeater(timers, transactions.timing, this.#transaction, response, () => {
      this.#core.counters.answersWithoutAck += 1;
      this.#repeater = undefined;
      this.#session.bye(this.#byeOwed?.reason);
      this.#end({ kind: 'lost', cause: 'no-ack' });
    });
  }

  reject(status: number, options: BodyOptions & { readonly reason?: string } = {}): void {
    if (this.#state !== 'inviting') return;
    this.#refuse(status, options, options.reason);
    this.#end({ kind: 'rejected', status });
  }

  hangUp(reason?: Reason): void {
    if (this.#state === 'inviting') {
      this.reject(480, { headers: reasonHeaders(reason) });
    } else if (this.#state === 'established') {
      if (this.#repeater) this.#byeOwed = { reason };
      else this.#session.bye(reason);
      this.#end({ kind: 'bye', by: 'local', reasons: reason ? [reason] : [] });
    }
  }

  request(method: string, options: BodyOptions, onResult?: (result: RequestResult) => void): void {
    if (this.#state !== 'ended') this.#session.request(method, options, onResult);
    else this.#core.options.timers.after(0, () => onResult?.({ kind: 'failure', cause: 'unreachable' }));
  }

  reinvite(options: BodyOptions, onResult: (result: RequestResult) => void): void {
    if (this.#state === 'established')
      this.#session.reinvite(options, onResult, (response) => this.#delegate.answerInAck?.(response) ?? '');
    else this.#core.options.timers.after(0, () => onResult({ kind: 'failure', cause: 'unreachable' }));
  }

  #cancelled(cancel: SipRequest): void {
    if (this.#state !== 'inviting') return;
    this.#refuse(487, {});
    this.#end({ kind: 'cancelled', by: 'remote', reasons: reasonsOf(cancel) });
  }

  #acknowledged(ack: SipRequest): void {
    if (!this.#repeater || cseqOf(ack).number !== cseqOf(this.invite).number) return;
    this.#repeater.stop();
    this.#repeater = undefined;
    if (this.#byeOwed) this.#session.bye(this.#byeOwed.reason);
    else this.#delegate.onConfirmed?.(ack);
  }

  /** The peer's BYE, or a dialog that broke. A BYE before our answer ends the INVITE with 487 (RFC 3261 §15.1.2). */
  #over(end: CallEnd): void {
    if (this.#state === 'inviting') this.#refuse(487, {});
    this.#repeater?.stop();
    this.#repeater = undefined;
    this.#end(end);
  }

  #refuse(status: number, options: BodyOptions, phrase?: string): void {
    this.#transaction.respond(this.#response(status, options, false, phrase));
    this.#session.forget();
  }

  #response(status: number, options: BodyOptions, makesDialog: boolean, phrase?: string): SipResponse {
    const contact: [string, string][] = makesDialog ? [['Contact', `<${this.#core.contactUri}>`]] : [];
    const { product } = this.#core.options;
    if (product !== undefined) contact.push(['Server', product]);
    const hasBody = options.body !== undefined && options.body.length > 0;
    const response: ResponseOptions = {
      toTag: this.#localTag,
      recordRoute: makesDialog,
      headers: [...contact, ...(options.headers ?? [])],
      ...(phrase !== undefined && { reason: phrase }),
      ...(hasBody && { body: options.body!, contentType: options.contentType ?? 'application/sdp' }),
    };
    return makeResponse(this.invite, status, response);
  }

  #end(end: CallEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#core.callOver();
    this.#delegate.onEnded?.(end);
  }
}
