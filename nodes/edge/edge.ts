import type { Facts } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Ids } from '../../kernel/ports/ids.ts';
import type { Counter, Metrics } from '../../kernel/ports/metrics.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { CallDelegate, IncomingCall } from '../../sip/user-agent/call.ts';
import type { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type {
  AcdForEdge,
  AgentPhones,
  CallEnding,
  CallLegs,
  DropCause,
  RingRequest,
  WaitingCall,
} from '../acd/edge-contract.ts';
import type { MediaGateway } from '../media/gateway.ts';
import { AgentLeg } from './agent-leg.ts';
import {
  type Admission,
  type Arrival,
  admitByRouter,
  admitBySite,
  admitByToken,
  type CallTypes,
  readArrival,
} from './arrival.ts';
import { ArrivingDelegate } from './arriving-delegate.ts';
import type { AskRouter } from './ask-router.ts';
import { CallerLeg, type CallerLegOptions, type Unanswerable } from './caller-leg.ts';
import { UsedTokens } from './used-tokens.ts';

/** What the edge is told about its site. */
export interface EdgeOptions extends CallTypes, CallerLegOptions {
  readonly site: string;
  readonly domain: string;
  readonly maxCalls: number;
  readonly clockSkewMs: number;
  readonly routeTokenKey: Uint8Array;
}

export interface EdgeParts {
  readonly userAgent: UserAgent;
  readonly media: MediaGateway;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly metrics: Metrics;
  readonly askRouter: AskRouter;
  /** Where an agent's phone is registered. */
  readonly contactOf: (agentId: string) => string | undefined;
  /** The call of this decision is here and counted; routers stop counting it as in flight. */
  readonly decisionArrived: (decisionId: string) => void;
}

/**
 * The edge of a site: a back-to-back user agent (RFC 7092). Callers' legs come in, agents' legs go out,
 * and the queue between them (`nodes/acd/`) says who is joined to whom. A call exists from `CallArrived`
 * to `CallEnded`, and each is told exactly once.
 */
export class Edge implements AgentPhones, CallLegs {
  readonly #options: EdgeOptions;
  readonly #parts: EdgeParts;
  readonly #callers = new Map<string, CallerLeg>();
  readonly #phones = new Map<string, AgentLeg>();
  readonly #usedTokens: UsedTokens;
  readonly #refused: Counter;
  readonly #taken: Counter;
  /** Calls that a router is being asked about: they are not announced yet, and count against the limit. */
  #asking = 0;
  #isClosed = false;
  #acd!: AcdForEdge;

  constructor(options: EdgeOptions, parts: EdgeParts) {
    this.#options = options;
    this.#parts = parts;
    this.#usedTokens = new UsedTokens(parts.clock);
    this.#refused = parts.metrics.counter(
      'tandem_edge_calls_refused_total',
      'Calls refused at the edge, by cause',
    );
    this.#taken = parts.metrics.counter('tandem_edge_calls_taken_total', 'Calls taken, by who routed them');
    parts.metrics.gauge('tandem_edge_calls', 'Calls at this site now', () => this.#callers.size);
    parts.metrics.gauge('tandem_edge_phones', 'Phones that ring or talk', () => this.#phones.size);
    parts.metrics.gauge(
      'tandem_edge_used_tokens_forgotten',
      'Used route tokens forgotten early, at the limit',
      () => this.#usedTokens.forgottenAtLimit,
    );
    parts.userAgent.onInvite((call) => this.#arrive(call));
  }

  /** The queue behind this edge; before it is set no call may come. */
  connect(acd: AcdForEdge): void {
    this.#acd = acd;
  }

  get callCount(): number {
    return this.#callers.size;
  }

  /** Phones that ring or talk. */
  get phoneCount(): number {
    return this.#phones.size;
  }

  // ---- arrival -----------------------------------------------------------------------------

  #arrive(call: IncomingCall): CallDelegate {
    const arrival = readArrival(call.invite);
    const waiting = new ArrivingDelegate();
    if (this.#isClosed) {
      this.#refuse(call, 503, 'closing');
    } else if (this.#callers.size + this.#asking >= this.#options.maxCalls) {
      this.#refuse(call, 503, 'full');
    } else {
      call.trying();
      if (arrival.tokenText === '') {
        this.#admitWithoutToken(call, arrival, waiting).catch(() => this.#refuse(call, 500, 'own-fault'));
      } else this.#admitWithToken(call, arrival, waiting);
    }
    return waiting;
  }

  #admitWithToken(call: IncomingCall, arrival: Arrival, waiting: ArrivingDelegate): void {
    const { site, clockSkewMs, routeTokenKey } = this.#options;
    const expected = { site, skewMs: clockSkewMs, nowMs: this.#parts.clock.wallMs() };
    const verdict = admitByToken(arrival.tokenText, expected, routeTokenKey, this.#parts.hash);
    if (verdict.kind === 'refused') {
      this.#refuse(call, verdict.status, `token-${verdict.fault}`);
      return;
    }
    const { callId } = verdict.admission;
    if (this.#callers.has(callId) || this.#usedTokens.has(callId)) {
      this.#refuse(call, 482, 'token-used');
      return;
    }
    this.#usedTokens.add(callId, verdict.expiresAtMs + clockSkewMs);
    this.#take(call, arrival, verdict.admission, waiting);
  }

  /** A router says what the call is; when none answers in time, the site does so by itself. */
  async #admitWithoutToken(call: IncomingCall, arrival: Arrival, waiting: ArrivingDelegate): Promise<void> {
    this.#asking += 1;
    const callId = this.#parts.ids.next('call');
    const reply = await this.#parts.askRouter.route(arrival, callId).finally(() => {
      this.#asking -= 1;
    });
    const admission =
      reply && !this.#callers.has(reply.callId)
        ? admitByRouter(arrival, reply, this.#options)
        : admitBySite(arrival, callId, this.#options);
    this.#take(call, arrival, admission, waiting);
  }

  /**
   * From here it is a call of this site, and has an end: also when the caller went, or the site closed,
   * while a router was asked about it. The decision would else wait for it for ever.
   */
  #take(call: IncomingCall, arrival: Arrival, admission: Admission, waiting: ArrivingDelegate): void {
    const { callId, decisionId } = admission;
    const leg = new CallerLeg(call, arrival, admission, this.#parts, this.#options, {
      answered: () => this.#parts.facts.tell({ kind: 'CallAnswered', callId }),
      greeted: () => this.#queue(leg),
      digit: (digit) => this.#parts.facts.tell({ kind: 'DigitPressed', callId, digit }),
      gone: (reason, q850) =>
        reason === 'normal' ? this.#acd.callerGone(callId) : this.#acd.callerGone(callId, { reason, q850 }),
    });
    this.#callers.set(callId, leg);
    this.#taken.add(1, { by: admission.routedBy });
    this.#parts.facts.tell({
      kind: 'CallArrived',
      callId,
      decisionId,
      routedBy: admission.routedBy,
      trunk: '',
      ani: arrival.ani,
      dnis: arrival.dnis,
      callType: admission.callType,
      sipCallId: arrival.sipCallId,
    });
    this.#acd.callArriving({ callId, decisionId, queue: admission.queue });
    if (decisionId) this.#parts.decisionArrived(decisionId);
    waiting.handTo(leg);
    if (this.#isClosed) this.#giveUp(leg, siteClosing);
    else {
      // A fault of ours costs this call, not the site.
      leg.answer().then(
        (unanswerable) => unanswerable && this.#giveUp(leg, unanswerable),
        () => this.#giveUp(leg, ownFault),
      );
    }
  }

  /** The call is announced already: it is refused, and ends with the cause of that. */
  #giveUp(leg: CallerLeg, { status, cause, q850 }: Unanswerable): void {
    const { callId } = leg.admission;
    if (!this.#callers.has(callId)) return;
    this.#refused.add(1, { cause });
    leg.refuse(status, headersOf(status));
    this.#acd.callerGone(callId, { reason: cause, q850 });
  }

  #refuse(call: IncomingCall, status: number, cause: string): void {
    this.#refused.add(1, { cause });
    call.reject(status, { headers: headersOf(status) });
  }

  #queue(leg: CallerLeg): void {
    const { callId, decisionId, queue, callType, priority } = leg.admission;
    const { ani, dnis } = leg.arrival;
    const call: WaitingCall = {
      callId,
      decisionId,
      queue,
      callType,
      priority,
      waitedMs: 0,
      ani,
      dnis,
      ced: '',
      trunk: '',
    };
    leg.playMusic();
    this.#acd.callWaiting(call);
  }

  // ---- callers' legs, as the queue moves them ------------------------------------------------

  join(callId: string, offerId: string): void {
    const caller = this.#callers.get(callId)?.mediaLeg;
    const agent = this.#phones.get(offerId)?.mediaLeg;
    if (caller && agent) this.#parts.media.join(caller, agent);
  }

  separate(callId: string): void {
    this.#callers.get(callId)?.playMusic();
  }

  hold(callId: string): void {
    const leg = this.#callers.get(callId)?.mediaLeg;
    if (leg) this.#parts.media.hold(leg);
  }

  retrieve(callId: string): void {
    const leg = this.#callers.get(callId)?.mediaLeg;
    if (leg) this.#parts.media.retrieve(leg);
  }

  end(callId: string, ending: CallEnding): void {
    const leg = this.#callers.get(callId);
    if (!leg) return;
    this.#callers.delete(callId);
    this.#parts.facts.tell({ kind: 'CallEnded', callId, ...ending });
    leg.end(ending.q850, ending.reason);
  }

  // ---- agents' phones, as the queue moves them -----------------------------------------------

  ring(request: RingRequest): void {
    const { offerId, agentId } = request;
    const contactUri = this.#parts.contactOf(agentId);
    if (!contactUri) {
      // Said after `ring` returns: the queue is in the middle of its own step.
      this.#parts.timers.after(0, () => this.#acd.phoneRefused(offerId, 404));
      return;
    }
    const forget = () => this.#phones.delete(offerId);
    const { callId } = request.call;
    const leg = new AgentLeg(request, this.#parts, this.#options, {
      ringing: () => this.#acd.phoneRinging(offerId),
      answered: () => this.#acd.phoneAnswered(offerId),
      refused: (status) => {
        forget();
        this.#acd.phoneRefused(offerId, status);
      },
      hungUp: () => {
        forget();
        this.#acd.phoneHungUp(offerId);
      },
      lost: () => {
        forget();
        this.#acd.phoneLost(offerId);
      },
      // A phone that holds sends nothing or its own music: the caller hears ours, as by the desktop's hold.
      held: () => {
        this.hold(callId);
        this.#acd.phoneHeld(offerId);
      },
      retrieved: () => {
        this.retrieve(callId);
        this.#acd.phoneRetrieved(offerId);
      },
    });
    this.#phones.set(offerId, leg);
    leg.ring({ contactUri, domain: this.#options.domain }).catch(() => {
      this.#phones.delete(offerId);
      this.#acd.phoneRefused(offerId, 500);
    });
  }

  answer(offerId: string): void {
    this.#phones.get(offerId)?.goOffHook();
  }

  drop(offerId: string, cause: DropCause): void {
    const leg = this.#phones.get(offerId);
    if (!leg) return;
    this.#phones.delete(offerId);
    leg.drop(cause);
  }

  // ---- closing -------------------------------------------------------------------------------

  /** Takes no call any more, and ends every one that is here with its reason; for an orderly close. */
  close(): void {
    this.#isClosed = true;
    for (const callId of [...this.#callers.keys()]) {
      this.#acd.callerGone(callId, { reason: siteClosing.cause, q850: siteClosing.q850 });
    }
  }
}

/** Nobody's but ours; counted, so that it is seen. */
const ownFault: Unanswerable = { status: 500, cause: 'own-fault', q850: 41 };
const siteClosing: Unanswerable = { status: 503, cause: 'site-closing', q850: 41 };

function headersOf(status: number): readonly (readonly [string, string])[] {
  return status === 503 ? [['Retry-After', '2']] : [];
}
