/**
 * One caller's INVITE on its way to a site: carries out what the attempts machine says, over one server
 * transaction and a client transaction for each site tried. Holds the timers; decides nothing.
 */
import type { Facts } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { callIdOf, type SipResponse } from '../../sip/message/message.ts';
import { makeResponse } from '../../sip/message/response.ts';
import type {
  ClientTransaction,
  ServerTransaction,
  TransactionFailure,
} from '../../sip/transaction/transaction.ts';
import type { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import type { Decider, RoutedCall } from '../decision/decider.ts';
import { type Attempts, advance, begin, type Effect, type Happening, type Step } from './attempts.ts';
import type { DialogTable } from './dialog-table.ts';
import { acknowledge, farewell, inviteForSite, responseForCaller } from './forwarding.ts';

export interface ProxiedCallPorts {
  readonly transactions: TransactionLayer;
  readonly decider: Decider;
  readonly dialogs: DialogTable;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly silenceMs: number;
  readonly timerCMs: number;
  readonly retryAfterS: number;
}

interface Leg {
  readonly site: string;
  readonly edge: Address;
  readonly triedMono: number;
  transaction: ClientTransaction | undefined;
  /** Silence until the first word, Timer C from then on. */
  timer: Timer | undefined;
  refusal: SipResponse | undefined;
  hungUp: boolean;
}

const completedElsewhere = [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] as const;

export class ProxiedCall {
  readonly #caller: ServerTransaction;
  readonly #call: RoutedCall;
  readonly #ports: ProxiedCallPorts;
  readonly #onEnded: () => void;
  readonly #legs: Leg[] = [];
  #attempts: Attempts;
  /** Reason of the caller's CANCEL, passed on. */
  #cancelHeaders: readonly (readonly [string, string])[] = [];
  readonly #happenings: { readonly happened: Happening; readonly response: SipResponse | undefined }[] = [];
  #busy = false;

  /** `onEnded` is called once, when the caller has a final response. */
  constructor(caller: ServerTransaction, call: RoutedCall, ports: ProxiedCallPorts, onEnded: () => void) {
    this.#caller = caller;
    this.#call = call;
    this.#ports = ports;
    this.#onEnded = onEnded;
    caller.handlers = {
      onCancel: (cancel) => {
        this.#cancelHeaders = cancel.headers.all('reason').map((reason) => ['Reason', reason] as const);
        this.#happen({ type: 'cancel' });
      },
    };
    const first = begin(call.selection.sites);
    this.#attempts = first.attempts;
    this.#carryOut(first, undefined);
  }

  /** Sending may fail within the same turn, so what happens meanwhile waits for its turn. */
  #happen(happened: Happening, response?: SipResponse): void {
    this.#happenings.push({ happened, response });
    this.#work();
  }

  #work(): void {
    if (this.#busy) return;
    for (;;) {
      const next = this.#happenings.shift();
      if (!next) return;
      this.#carryOut(advance(this.#attempts, next.happened), next.response);
    }
  }

  #carryOut(step: Step, response: SipResponse | undefined): void {
    this.#attempts = step.attempts;
    this.#busy = true;
    for (const effect of step.effects) this.#do(effect, response);
    this.#busy = false;
    if (this.#happenings.length > 0) this.#work();
  }

  #do(effect: Effect, response: SipResponse | undefined): void {
    switch (effect.do) {
      case 'try':
        this.#try(effect.leg, effect.site);
        break;
      case 'cancel':
        this.#legs[effect.leg]!.transaction?.cancel(
          this.#attempts.phase === 'answered' ? completedElsewhere : this.#cancelHeaders,
        );
        break;
      case 'forward':
        this.#forward(effect.leg, response);
        break;
      case 'forward-best':
        this.#forward(effect.leg, this.#legs[effect.leg]!.refusal);
        break;
      case 'answer':
        this.#answer(effect.status);
        break;
      case 'hang-up':
        this.#hangUp(this.#legs[effect.leg]!, response);
        break;
      case 'passed-over':
        this.#tellPassedOver(effect);
        break;
      case 'end':
        this.#end(effect);
        break;
    }
  }

  #try(at: number, site: string): void {
    const { decider, transactions, clock, timers, silenceMs } = this.#ports;
    const edge = decider.edgeOf(site);
    if (at > 0) decider.alsoAt(this.#call, site);
    const leg: Leg = {
      site,
      edge,
      triedMono: clock.monoMs(),
      transaction: undefined,
      timer: timers.after(silenceMs, () => this.#happen({ type: 'silence', leg: at })),
      refusal: undefined,
      hungUp: false,
    };
    this.#legs.push(leg);
    const invite = inviteForSite(this.#caller.request, edge, decider.tokenFor(this.#call, site));
    leg.transaction = transactions.send(invite, edge, {
      onResponse: (response) => this.#heard(at, leg, response),
      onFailure: (cause) => this.#failed(at, leg, cause),
    });
  }

  #heard(at: number, leg: Leg, response: SipResponse): void {
    leg.timer?.cancel();
    leg.timer = undefined;
    const { status } = response;
    if (status < 200) {
      if (this.#attempts.phase === 'trying') this.#watchRinging(at, leg);
      this.#happen({ type: 'provisional', leg: at, status }, response);
    } else if (status < 300) {
      this.#happen({ type: 'success', leg: at, status }, response);
    } else {
      leg.refusal = response;
      this.#happen({ type: 'refusal', leg: at, status }, response);
    }
  }

  /** Timer C: no leg rings for ever (§16.6 step 11). */
  #watchRinging(at: number, leg: Leg): void {
    const { timers, timerCMs } = this.#ports;
    leg.timer = timers.after(timerCMs, () => this.#happen({ type: 'ring-limit', leg: at }));
  }

  #failed(at: number, leg: Leg, cause: TransactionFailure): void {
    leg.timer?.cancel();
    this.#happen({ type: cause === 'timeout' ? 'gone' : 'unreachable', leg: at });
  }

  #forward(at: number, response: SipResponse | undefined): void {
    const forwarded = response && responseForCaller(response);
    if (!response || !forwarded) {
      // A final response that can't be passed on must still end the caller's wait.
      if (response && response.status >= 200) this.#caller.respond(this.#own(502));
      return;
    }
    if (response.status < 300) {
      this.#ports.dialogs.remember(callIdOf(response), this.#legs[at]!.edge);
    }
    this.#caller.respond(forwarded);
  }

  #answer(status: number): void {
    this.#caller.respond(this.#own(status));
  }

  #own(status: number): SipResponse {
    const toTag = Buffer.from(this.#ports.random.bytes(8)).toString('hex');
    const headers = status === 503 ? [['Retry-After', String(this.#ports.retryAfterS)] as const] : [];
    return makeResponse(this.#caller.request, status, { toTag, headers });
  }

  /** Each repeat of the 2xx is acknowledged; the dialog is ended once. */
  #hangUp(leg: Leg, response: SipResponse | undefined): void {
    const invite = leg.transaction?.request;
    if (!invite || !response) return;
    this.#ports.transactions.sendStateless(acknowledge(invite, response), leg.edge);
    if (leg.hungUp) return;
    leg.hungUp = true;
    this.#ports.transactions.send(farewell(invite, response), leg.edge, {
      onResponse: () => {},
      onFailure: () => {},
    });
  }

  #tellPassedOver({ leg: at, cause, status }: Extract<Effect, { do: 'passed-over' }>): void {
    const leg = this.#legs[at]!;
    this.#ports.facts.tell({
      kind: 'CallPassedOver',
      decisionId: this.#call.decisionId,
      callId: this.#call.callId,
      passedSite: leg.site,
      cause,
      status,
      afterMs: this.#ports.clock.monoMs() - leg.triedMono,
    });
  }

  #end({ outcome, site, status }: Extract<Effect, { do: 'end' }>): void {
    for (const leg of this.#legs) {
      leg.timer?.cancel();
      leg.timer = undefined;
    }
    if (outcome !== 'delivered') this.#ports.decider.over(this.#call);
    this.#ports.facts.tell({
      kind: 'DecisionEnded',
      decisionId: this.#call.decisionId,
      callId: this.#call.callId,
      outcome,
      deliveredTo: site,
      status,
    });
    this.#onEnded();
  }
}
