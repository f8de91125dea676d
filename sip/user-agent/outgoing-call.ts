import type { Address } from '../../kernel/ports/datagram.ts';
import { confirmedBy, uacDialog } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import {
  callIdOf,
  cseqOf,
  fromOf,
  type SipRequest,
  type SipResponse,
  toOf,
  toTagOf,
} from '../message/message.ts';
import type { NameAddr } from '../message/name-addr.ts';
import type { TransactionFailure } from '../transaction/transaction.ts';
import type { BodyOptions, Call, CallDelegate, CallEnd, CallState, Reason, RequestResult } from './call.ts';
import type { Core } from './core.ts';
import { reasonHeaders, reasonsOf } from './reason.ts';
import { Sending } from './sending.ts';
import { Session, type SessionHooks } from './session.ts';

/**
 * A call that we make (RFC 3261 §13.2). `onEnded` comes at once when we hang up; what still has to
 * be said to the peer (CANCEL, ACK and BYE of an answer that crossed it) is said behind the scenes.
 */
export class OutgoingCall implements Call {
  readonly direction = 'outgoing';
  readonly #core: Core;
  readonly #delegate: CallDelegate;
  readonly #digest: DigestClient | undefined;
  readonly #hasOffer: boolean;
  readonly #sending: Sending | undefined;
  readonly #firstInvite: SipRequest;
  /** By To tag: early dialogs, then the one that answered. */
  readonly #sessions = new Map<string, Session>();
  readonly #acknowledgers = new Map<string, () => void>();
  #state: CallState = 'inviting';
  #session: Session | undefined;
  #remote: NameAddr;

  constructor(
    core: Core,
    invite: SipRequest,
    to: Address | undefined,
    digest: DigestClient | undefined,
    delegate: CallDelegate,
  ) {
    this.#core = core;
    this.#delegate = delegate;
    this.#digest = digest;
    this.#firstInvite = invite;
    this.#remote = toOf(invite);
    this.#hasOffer = invite.body.length > 0;
    if (!to) {
      core.options.timers.after(0, () => this.#fail('unreachable'));
      return;
    }
    this.#sending = new Sending(core, invite, to, digest, {
      onResponse: (response) => this.#receive(response),
      onFailure: (cause) => this.#fail(cause),
    });
  }

  get state(): CallState {
    return this.#state;
  }

  get callId(): string {
    return callIdOf(this.#firstInvite);
  }

  get local(): NameAddr {
    return fromOf(this.#firstInvite);
  }

  get remote(): NameAddr {
    return this.#remote;
  }

  get invite(): SipRequest {
    return this.#sending?.request ?? this.#firstInvite;
  }

  hangUp(reason?: Reason): void {
    if (this.#state === 'established') {
      this.#session?.bye(reason);
      this.#end({ kind: 'bye', by: 'local', reasons: reason ? [reason] : [] });
    } else if (this.#state === 'inviting') {
      this.#sending?.cancel(reasonHeaders(reason));
      this.#end({ kind: 'cancelled', by: 'local', reasons: reason ? [reason] : [] });
    }
  }

  request(method: string, options: BodyOptions, onResult?: (result: RequestResult) => void): void {
    const session = this.#session ?? [...this.#sessions.values()].at(-1);
    if (session && this.#state !== 'ended') session.request(method, options, onResult);
    else this.#core.options.timers.after(0, () => onResult?.({ kind: 'failure', cause: 'unreachable' }));
  }

  reinvite(options: BodyOptions, onResult: (result: RequestResult) => void): void {
    if (this.#session && this.#state === 'established')
      this.#session.reinvite(options, onResult, (response) => this.#delegate.answerInAck?.(response) ?? '');
    else this.#core.options.timers.after(0, () => onResult({ kind: 'failure', cause: 'unreachable' }));
  }

  #receive(response: SipResponse): void {
    if (response.status < 200) this.#receiveProvisional(response);
    else if (response.status < 300) this.#receiveAnswer(response);
    else {
      this.#forgetEarly();
      const { status } = response;
      this.#end({ kind: 'refused', status, response, reasons: reasonsOf(response) });
    }
  }

  #receiveProvisional(response: SipResponse): void {
    if (response.status === 100 || this.#state !== 'inviting') return;
    const tag = toTagOf(response);
    if (tag !== '' && !this.#sessions.has(tag) && this.#sessions.size < earlyDialogs_max) {
      this.#sessions.set(tag, this.#newSession(response));
    }
    this.#delegate.onProgress?.(response);
  }

  /** RFC 3261 §13.2.2.4: each 2xx is acknowledged; only the first answers the call. */
  #receiveAnswer(response: SipResponse): void {
    const tag = toTagOf(response);
    const known = this.#acknowledgers.get(tag);
    if (known) {
      known();
      return;
    }
    const session = this.#sessions.get(tag) ?? this.#newSession(response);
    session.dialog = confirmedBy(session.dialog, response);
    const isWanted = this.#state === 'inviting';
    const answer = isWanted && !this.#hasOffer ? this.#delegate.answerInAck?.(response) : undefined;
    const acknowledge = session.acknowledger(cseqOf(response).number, answer);
    this.#acknowledgers.set(tag, acknowledge);
    acknowledge();
    if (!isWanted) {
      this.#core.counters.unwantedAnswersEnded += 1;
      session.bye();
      return;
    }
    this.#sessions.delete(tag);
    this.#forgetEarly();
    this.#session = session;
    this.#state = 'established';
    this.#remote = toOf(response);
    this.#delegate.onAnswered?.(response);
  }

  #newSession(response: SipResponse): Session {
    const dialog = uacDialog(this.invite, response);
    const hooks: SessionHooks = {
      onRequest: (incoming) => {
        if (!this.#delegate.onRequest || this.#state === 'ended') return false;
        this.#delegate.onRequest(incoming);
        return true;
      },
      onAck: () => {},
      onReAck: (ack) => {
        if (this.#state !== 'ended') this.#delegate.onReconfirmed?.(ack);
      },
      onOver: (end) => {
        if (this.#state === 'inviting') this.#sending?.cancel([]);
        this.#end(end);
      },
    };
    return new Session(this.#core, dialog, hooks, this.#sending!.destination, this.#digest);
  }

  #forgetEarly(): void {
    for (const session of this.#sessions.values()) session.forget();
    this.#sessions.clear();
  }

  #fail(cause: TransactionFailure): void {
    this.#forgetEarly();
    if (this.#state === 'established') return;
    this.#end({ kind: 'failed', cause, status: cause === 'timeout' ? 408 : 503 });
  }

  #end(end: CallEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#forgetEarly();
    this.#core.callOver();
    this.#delegate.onEnded?.(end);
  }
}

/** Branches of a fork whose early dialogs are followed. */
export const earlyDialogs_max = 16;
