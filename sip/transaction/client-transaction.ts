import type { Address } from '../../kernel/ports/datagram.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { writeMessage } from '../message/write.ts';
import type { SipTransport } from '../transport/transport.ts';
import { type InviteClientState, inviteClientStart, stepInviteClient } from './invite-client.ts';
import { makeCancel, makeRefusalAck } from './invite-companions.ts';
import type { Effect, Step, TimerName, Timing } from './machine.ts';
import { type NonInviteClientState, nonInviteClientStart, stepNonInviteClient } from './non-invite-client.ts';
import { RunningTimers } from './running-timers.ts';
import type { ClientHandlers, ClientTransaction, TransactionFailure } from './transaction.ts';

/** What a client transaction needs of the layer that made it. */
export interface ClientSurroundings {
  readonly transport: SipTransport;
  readonly timers: Timers;
  readonly timing: Timing;
  /** Sends a CANCEL as a transaction of its own, on the INVITE's branch. */
  sendCancel(cancel: SipRequest, branch: string, to: Address): void;
  /** The transaction has ended: forget it. */
  ended(transaction: RunningClient): void;
  failed(cause: TransactionFailure): void;
}

type Event =
  | { readonly is: 'begin' }
  | { readonly is: 'response'; readonly status: number }
  | { readonly is: 'timer'; readonly timer: TimerName }
  | { readonly is: 'cancel-sent' }
  | { readonly is: 'unreachable' };

/** The shell around the two client machines: carries out their effects (RFC 3261 §17.1). */
export class RunningClient implements ClientTransaction {
  readonly branch: string;
  readonly request: SipRequest;
  readonly destination: Address;
  readonly #handlers: ClientHandlers;
  readonly #surroundings: ClientSurroundings;
  readonly #timers: RunningTimers;
  readonly #bytes: Uint8Array;
  readonly #isInvite: boolean;
  #state: InviteClientState | NonInviteClientState;
  #isPending = true;
  #cancel: 'no' | 'wanted' | 'sent' = 'no';
  #cancelHeaders: readonly (readonly [name: string, value: string])[] = [];
  #ack: Uint8Array | undefined;

  constructor(
    request: SipRequest,
    branch: string,
    destination: Address,
    handlers: ClientHandlers,
    surroundings: ClientSurroundings,
  ) {
    this.request = request;
    this.branch = branch;
    this.destination = destination;
    this.#handlers = handlers;
    this.#surroundings = surroundings;
    this.#bytes = writeMessage(request);
    this.#isInvite = request.method === 'INVITE';
    this.#state = this.#isInvite
      ? inviteClientStart(surroundings.timing)
      : nonInviteClientStart(surroundings.timing);
    this.#timers = new RunningTimers(surroundings.timers, (timer) => this.#handle({ is: 'timer', timer }));
  }

  get isPending(): boolean {
    return this.#isPending;
  }

  begin(): void {
    this.#handle({ is: 'begin' });
  }

  receive(response: SipResponse): void {
    this.#handle({ is: 'response', status: response.status }, response);
    if (this.#cancel === 'wanted' && this.#state.name === 'proceeding') this.#sendCancel();
  }

  unreachable(): void {
    this.#handle({ is: 'unreachable' });
  }

  cancel(headers: readonly (readonly [name: string, value: string])[] = []): void {
    if (!this.#isInvite || !this.#isPending || this.#cancel !== 'no') return;
    this.#cancel = 'wanted';
    this.#cancelHeaders = headers;
    if (this.#state.name === 'proceeding') this.#sendCancel();
  }

  /** Ends without a word to the handlers. */
  drop(): void {
    this.#isPending = false;
    this.#timers.stopAll();
  }

  #sendCancel(): void {
    this.#cancel = 'sent';
    const cancel = makeCancel(this.request, this.#cancelHeaders);
    this.#surroundings.sendCancel(cancel, this.branch, this.destination);
    this.#handle({ is: 'cancel-sent' });
  }

  #handle(event: Event, response?: SipResponse): void {
    const { timing } = this.#surroundings;
    const before = this.#state;
    const step: Step<InviteClientState | NonInviteClientState> = this.#isInvite
      ? stepInviteClient(before as InviteClientState, event, timing)
      : event.is === 'cancel-sent'
        ? { state: before, effects: [] }
        : stepNonInviteClient(before as NonInviteClientState, event, timing);
    this.#state = step.state;
    if (response && response.status >= 200) this.#isPending = false;
    for (const effect of step.effects) this.#carryOut(effect, response);
    if (step.state.name === 'terminated' && before.name !== 'terminated') {
      this.drop();
      this.#surroundings.ended(this);
    }
  }

  #carryOut(effect: Effect, response: SipResponse | undefined): void {
    switch (effect.do) {
      case 'send-request':
        this.#surroundings.transport.sendBytes(this.#bytes, this.destination);
        return;
      case 'send-ack':
        if (response) this.#ack ??= writeMessage(makeRefusalAck(this.request, response));
        if (this.#ack) this.#surroundings.transport.sendBytes(this.#ack, this.destination);
        return;
      case 'deliver':
        if (response) this.#handlers.onResponse(response);
        return;
      case 'fail':
        this.#isPending = false;
        this.#surroundings.failed(effect.cause);
        this.#handlers.onFailure(effect.cause);
        return;
      case 'start':
        this.#timers.start(effect.timer, effect.delayMs);
        return;
      case 'stop':
        this.#timers.stop(effect.timer);
        return;
      case 'send-response':
      case 'send-trying':
      case 'ack-timeout':
        return;
    }
  }
}
