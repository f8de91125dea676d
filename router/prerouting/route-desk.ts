/**
 * Route requests of switches, service-control points and sites, over gRPC. They wait in one bounded line
 * and are answered a few at a time, so that a flood of questions leaves the SIP side its turn. Whoever
 * waited past the deadline gets the default route; whoever finds the line full is refused at once, or on
 * a stream gets the default route at once.
 */
import type { Clock } from '../../kernel/ports/clock.ts';
import { type Counter, type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { RouteReply } from '../../proto/generated/tandem/v1/RouteReply.ts';
import type { RouteRequest__Output } from '../../proto/generated/tandem/v1/RouteRequest.ts';
import type { CallQuestion, Decider, RoutedCall } from '../decision/decider.ts';
import { siteUri } from '../redirect/redirect.ts';

/** Answered in one turn of the event loop; a decision takes some 20 µs. */
const answersPerTurn = 200;
/** Texts of a request longer than this are not a number, a trunk or an id. */
const textLengthMax = 256;

export interface RouteDeskOptions {
  readonly decider: Decider;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The router's own limit, which a request may shorten, ms. */
  readonly deadlineMs: number;
  /** Requests that may wait at once. */
  readonly waitingMax: number;
  readonly metrics?: Metrics;
}

/** What became of a question. */
export type RouteAnswer =
  | { readonly kind: 'reply'; readonly reply: RouteReply }
  | { readonly kind: 'refused'; readonly cause: 'overload' | 'malformed'; readonly sentence: string };

interface Waiting {
  readonly request: RouteRequest__Output;
  readonly receivedMono: number;
  readonly answer: (answer: RouteAnswer) => void;
}

export class RouteDesk {
  readonly #options: RouteDeskOptions;
  readonly #line: Waiting[] = [];
  readonly #refused: Counter;
  /** Taken from the line, waiting for a site to be usable. */
  #undecided = 0;
  #turn: Timer | undefined;

  constructor(options: RouteDeskOptions) {
    this.#options = options;
    const metrics = options.metrics ?? noMetrics;
    this.#refused = metrics.counter(
      'tandem_router_route_requests_refused_total',
      'Route requests refused, by cause',
    );
    metrics.gauge(
      'tandem_router_route_requests_waiting',
      'Route requests in line',
      () => this.#line.length + this.#undecided,
    );
  }

  /** `answer` is called once, in this turn when nobody waits. */
  ask(request: RouteRequest__Output, answer: (answer: RouteAnswer) => void): void {
    const fault = faultOf(request);
    if (fault !== undefined) {
      this.#refuse(answer, 'malformed', fault);
      return;
    }
    const receivedMono = this.#options.clock.monoMs();
    if (this.#line.length + this.#undecided >= this.#options.waitingMax) {
      this.#refuse(
        answer,
        'overload',
        'Too many route requests wait here; ask another router, or again later.',
      );
      return;
    }
    this.#line.push({ request, receivedMono, answer });
    this.#turn ??= this.#options.timers.after(0, () => this.#answerSome());
  }

  /** The default route, at once: for a stream, where a refusal has no word of its own. */
  defaultRoute(request: RouteRequest__Output): RouteReply {
    return this.#reply(request, this.#options.clock.monoMs(), true);
  }

  /** Answers those in line with what is known, and takes no timer further. */
  close(): void {
    this.#turn?.cancel();
    this.#turn = undefined;
    for (const waiting of this.#line.splice(0)) this.#answer(waiting);
  }

  #answerSome(): void {
    this.#turn = undefined;
    for (const waiting of this.#line.splice(0, answersPerTurn)) this.#answerWhenDecidable(waiting);
    if (this.#line.length > 0) this.#turn = this.#options.timers.after(0, () => this.#answerSome());
  }

  #answerWhenDecidable(waiting: Waiting): void {
    this.#undecided += 1;
    this.#options.decider.whenDecidable(this.#questionOf(waiting), () => {
      this.#undecided -= 1;
      this.#answer(waiting);
    });
  }

  #answer({ request, receivedMono, answer }: Waiting): void {
    answer({ kind: 'reply', reply: this.#reply(request, receivedMono, false) });
  }

  #reply(request: RouteRequest__Output, receivedMono: number, overloaded: boolean): RouteReply {
    const { decider } = this.#options;
    const call = decider.route(this.#questionOf({ request, receivedMono }), overloaded);
    return replyOf(request, call, decider);
  }

  #questionOf({ request, receivedMono }: Pick<Waiting, 'request' | 'receivedMono'>): CallQuestion {
    const { deadlineMs } = this.#options;
    return {
      mode: 'label',
      trunk: request.trunk,
      ani: request.ani,
      dnis: request.dnis,
      sipCallId: request.sipCallId,
      // Only a site has calls to name.
      callId: request.askingSite === '' ? '' : request.callId,
      receivedMono,
      deadlineMs: request.deadlineMs > 0 ? Math.min(request.deadlineMs, deadlineMs) : deadlineMs,
    };
  }

  #refuse(answer: (answer: RouteAnswer) => void, cause: 'overload' | 'malformed', sentence: string): void {
    this.#refused.add(1, { cause });
    answer({ kind: 'refused', cause, sentence });
  }
}

/** A sentence about what is wrong; undefined when nothing is. */
function faultOf(request: RouteRequest__Output): string | undefined {
  const { requestId, trunk, ani, dnis, ced, askingSite, sipCallId, callId } = request;
  const texts = { requestId, trunk, ani, dnis, ced, askingSite, sipCallId, callId };
  for (const [field, text] of Object.entries(texts)) {
    if (text.length > textLengthMax)
      return `${field} is longer than ${textLengthMax} characters; shorten it.`;
  }
  return undefined;
}

function replyOf(request: RouteRequest__Output, call: RoutedCall, decider: Decider): RouteReply {
  return {
    requestId: request.requestId,
    callId: call.callId,
    decisionId: call.decisionId,
    callType: call.callType.name,
    queue: call.callType.queue,
    targets: call.selection.sites.map((site) => {
      const token = decider.tokenFor(call, site);
      return { site, uri: siteUri(decider.edgeOf(site), request.dnis, token), token };
    }),
    isDefault: call.selection.isDefault,
    reason: call.selection.reason,
  };
}
