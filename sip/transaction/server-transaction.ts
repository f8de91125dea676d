import type { Address } from '../../kernel/ports/datagram.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { type SipRequest, type SipResponse, topVia, toTagOf } from '../message/message.ts';
import { makeResponse } from '../message/response.ts';
import { responseTarget } from '../message/via.ts';
import { writeMessage } from '../message/write.ts';
import type { SipTransport } from '../transport/transport.ts';
import { type InviteServerState, inviteServerStart, stepInviteServer } from './invite-server.ts';
import type { Effect, Step, TimerName, Timing } from './machine.ts';
import { type NonInviteServerState, nonInviteServerStart, stepNonInviteServer } from './non-invite-server.ts';
import { RunningTimers } from './running-timers.ts';
import type { ServerHandlers, ServerTransaction } from './transaction.ts';

/** What a server transaction needs of the layer that made it. */
export interface ServerSurroundings {
  readonly transport: SipTransport;
  readonly timers: Timers;
  readonly timing: Timing;
  ended(transaction: RunningServer): void;
  /** An ACK for a 2xx that came on the INVITE's own branch. */
  acknowledged(ack: SipRequest, source: Address): void;
}

type Event =
  | { readonly is: 'begin' }
  | { readonly is: 'repeat' }
  | { readonly is: 'respond'; readonly status: number }
  | { readonly is: 'ack' }
  | { readonly is: 'timer'; readonly timer: TimerName };

/** The shell around the two server machines: carries out their effects (RFC 3261 §17.2). */
export class RunningServer implements ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly source: Address;
  handlers: ServerHandlers = {};
  readonly #surroundings: ServerSurroundings;
  readonly #timers: RunningTimers;
  readonly #isInvite: boolean;
  #state: InviteServerState | NonInviteServerState;
  #isPending = true;
  #toTag = '';
  #answer: { readonly bytes: Uint8Array; readonly to: Address } | undefined;

  constructor(key: string, request: SipRequest, source: Address, surroundings: ServerSurroundings) {
    this.key = key;
    this.request = request;
    this.source = source;
    this.#surroundings = surroundings;
    this.#isInvite = request.method === 'INVITE';
    this.#state = this.#isInvite ? inviteServerStart : nonInviteServerStart;
    this.#timers = new RunningTimers(surroundings.timers, (timer) => this.#handle({ is: 'timer', timer }));
  }

  get isPending(): boolean {
    return this.#isPending;
  }

  /** The To tag of what we answered last; empty for none. A CANCEL's answer bears the same (RFC 3261 §9.2). */
  get toTag(): string {
    return this.#toTag;
  }

  begin(): void {
    this.#handle({ is: 'begin' });
  }

  repeat(): void {
    this.#handle({ is: 'repeat' });
  }

  /** An ACK that matched this INVITE. By the older rules it must bear our own tag, too. */
  acknowledge(ack: SipRequest, source: Address, isMatchedAsOld: boolean): void {
    if (isMatchedAsOld && this.#toTag !== '' && toTagOf(ack) !== this.#toTag) return;
    this.#handle({ is: 'ack' }, { ack, source });
  }

  respond(response: SipResponse): boolean {
    const isFurther2xx = this.#state.name === 'accepted' && response.status >= 200 && response.status < 300;
    if (this.#state.name === 'terminated' || !(this.#isPending || isFurther2xx)) return false;
    this.#keep(response);
    if (response.status >= 200) this.#isPending = false;
    this.#handle({ is: 'respond', status: response.status });
    return true;
  }

  drop(): void {
    this.#isPending = false;
    this.#timers.stopAll();
  }

  #keep(response: SipResponse): void {
    this.#toTag = toTagOf(response);
    this.#answer = { bytes: writeMessage(response), to: responseTarget(topVia(response)) ?? this.source };
  }

  #handle(event: Event, acknowledged?: { ack: SipRequest; source: Address }): void {
    const { timing } = this.#surroundings;
    const before = this.#state;
    const step: Step<InviteServerState | NonInviteServerState> = this.#isInvite
      ? stepInviteServer(before as InviteServerState, event, timing)
      : event.is === 'ack'
        ? { state: before, effects: [] }
        : stepNonInviteServer(before as NonInviteServerState, event, timing);
    this.#state = step.state;
    for (const effect of step.effects) this.#carryOut(effect, acknowledged);
    if (step.state.name === 'terminated' && before.name !== 'terminated') {
      this.drop();
      this.#surroundings.ended(this);
      this.handlers.onTerminated?.();
    }
  }

  #carryOut(effect: Effect, acknowledged: { ack: SipRequest; source: Address } | undefined): void {
    switch (effect.do) {
      case 'send-trying':
        this.#keep(makeResponse(this.request, 100));
        this.#sendAnswer();
        return;
      case 'send-response':
        this.#sendAnswer();
        return;
      case 'deliver':
        if (acknowledged) this.#surroundings.acknowledged(acknowledged.ack, acknowledged.source);
        return;
      case 'ack-timeout':
        this.handlers.onAckTimeout?.();
        return;
      case 'start':
        this.#timers.start(effect.timer, effect.delayMs);
        return;
      case 'stop':
        this.#timers.stop(effect.timer);
        return;
      case 'send-request':
      case 'send-ack':
      case 'fail':
        return;
    }
  }

  #sendAnswer(): void {
    if (this.#answer) this.#surroundings.transport.sendBytes(this.#answer.bytes, this.#answer.to);
  }
}
