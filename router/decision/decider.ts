/**
 * One decision for one call, whoever asks: the proxy, the redirect, or a route request over gRPC. Finds
 * the call type, chooses by the kernel's `decide`, names the call, counts the decision as in flight here
 * and at the other routers, tells the fact, and signs tokens for the sites. Always answers with a site.
 */

import type { CallDecided, Facts } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Ids } from '../../kernel/ports/ids.ts';
import { type Counter, type Histogram, type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import {
  type DefaultCause,
  decide,
  defaultSelection,
  type Selection,
} from '../../kernel/selection/decide.ts';
import { signRouteToken } from '../../kernel/token/route-token.ts';
import type { ClusterView } from '../view/cluster-view.ts';
import type { DecisionNotices } from '../view/peers.ts';
import type { CallType, CallTypes } from './call-types.ts';
import { HandedOver } from './handed-over.ts';

/** What is known of a call when it asks where to go. */
export interface CallQuestion {
  readonly mode: CallDecided['mode'];
  readonly trunk: string;
  readonly ani: string;
  readonly dnis: string;
  /** Empty when there is none yet. */
  readonly sipCallId: string;
  /** Where somebody has named the call already; else it is named here. */
  readonly callId?: string;
  readonly receivedMono: number;
  /** From receipt; later than this the default route is taken. */
  readonly deadlineMs: number;
}

/** A call that has been decided. */
export interface RoutedCall {
  readonly callId: string;
  readonly decisionId: string;
  readonly callType: CallType;
  readonly selection: Selection;
}

export interface DeciderOptions {
  readonly routerId: string;
  readonly view: ClusterView;
  readonly notices: DecisionNotices;
  readonly callTypes: CallTypes;
  readonly defaultOrder: readonly string[];
  readonly edges: ReadonlyMap<string, Address>;
  readonly tokenKey: Uint8Array;
  readonly tokenLivesMs: number;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly metrics?: Metrics;
  /** Told of each default route; whoever logs sees to it that a storm doesn't flood the log. */
  readonly onDefault?: (cause: DefaultCause, reason: string) => void;
}

/** While no site is usable the view is looked at again after so long, ms. */
const lookAgainMs = 10;

export class Decider {
  readonly #options: DeciderOptions;
  readonly #decisions: Counter;
  readonly #defaults: Counter;
  readonly #took: Histogram;
  readonly #handedOver: HandedOver;

  constructor(options: DeciderOptions) {
    this.#options = options;
    this.#handedOver = new HandedOver(options, options.tokenLivesMs);
    const metrics = options.metrics ?? noMetrics;
    this.#decisions = metrics.counter(
      'tandem_router_decisions_total',
      'Calls decided, by mode and first site',
    );
    this.#defaults = metrics.counter('tandem_router_default_routes_total', 'Default routes taken, by cause');
    this.#took = metrics.histogram(
      'tandem_router_decision_ms',
      'From receipt of the question to the decision',
      [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 300],
    );
  }

  /**
   * Runs `run` as soon as it makes sense to decide: now as a rule; when no site is usable but one may be
   * again within a heartbeat or two, as soon as one is, at the latest at the deadline.
   */
  whenDecidable(question: CallQuestion, run: () => void): void {
    const { view, clock, timers } = this.#options;
    const waitedMs = clock.monoMs() - question.receivedMono;
    if (waitedMs >= question.deadlineMs || !view.mayRecover()) {
      run();
      return;
    }
    // At least 1 ms: less might not move the clock at all.
    const againMs = Math.max(1, Math.min(lookAgainMs, question.deadlineMs - waitedMs));
    timers.after(againMs, () => this.whenDecidable(question, run));
  }

  /** Decides now. `overloaded` takes the default route without looking, as a full house must. */
  route(question: CallQuestion, overloaded = false): RoutedCall {
    const { view, ids, clock } = this.#options;
    const callType = this.#options.callTypes.ofNumber(question.dnis);
    const selection = this.#select(callType.queue, question, overloaded);
    const callId = question.callId || ids.next('call');
    const call = { callId, decisionId: ids.next('decision'), callType, selection };
    const first = selection.sites[0]!;
    view.decided(call.decisionId, first, callType.queue, this.#options.tokenLivesMs);
    this.#options.notices.decided(call.decisionId, first, callType.queue, this.#options.tokenLivesMs);
    const tookMs = clock.monoMs() - question.receivedMono;
    this.#count(question, selection, tookMs);
    this.#options.facts.tell(factOf(this.#options.routerId, question, call, tookMs));
    if (question.mode !== 'proxy') {
      const status = question.mode === 'redirect' ? 302 : 0;
      this.#handedOver.add({ decisionId: call.decisionId, callId, status });
    }
    return call;
  }

  /** The call is now tried at `site` too: it counts there as well, until one of its sites lists it. */
  alsoAt(call: RoutedCall, site: string): void {
    const { view, notices, tokenLivesMs } = this.#options;
    view.decided(call.decisionId, site, call.callType.queue, tokenLivesMs);
    notices.decided(call.decisionId, site, call.callType.queue, tokenLivesMs);
  }

  /** The call will arrive nowhere: it counts nowhere any more. */
  over(call: RoutedCall): void {
    this.#options.view.over(call.decisionId);
    this.#options.notices.over(call.decisionId);
  }

  edgeOf(site: string): Address {
    const edge = this.#options.edges.get(site);
    if (!edge) throw new Error(`site ${site} has no edge: the configuration names one for every site`);
    return edge;
  }

  /** A token for `site`, good from now for `tokenLivesMs`. */
  tokenFor(call: RoutedCall, site: string): string {
    const { clock, hash, tokenKey, tokenLivesMs } = this.#options;
    const token = {
      callId: call.callId,
      decisionId: call.decisionId,
      site,
      callType: call.callType.name,
      queue: call.callType.queue,
      priority: call.callType.priority,
      expiresAtMs: Math.round(clock.wallMs() + tokenLivesMs),
    };
    return signRouteToken(token, tokenKey, hash);
  }

  #select(queue: string, question: CallQuestion, overloaded: boolean): Selection {
    const { view, defaultOrder, random, clock } = this.#options;
    const known = view.known(queue);
    const late = clock.monoMs() - question.receivedMono >= question.deadlineMs;
    if (late && view.usableSites() > 0) return defaultSelection(known, queue, defaultOrder, 'deadline');
    if (overloaded) return defaultSelection(known, queue, defaultOrder, 'overload');
    return decide(known, queue, defaultOrder, random);
  }

  #count(question: CallQuestion, selection: Selection, tookMs: number): void {
    this.#decisions.add(1, { mode: question.mode, site: selection.sites[0]! });
    this.#took.record(tookMs);
    if (!selection.defaultCause) return;
    this.#defaults.add(1, { cause: selection.defaultCause });
    this.#options.onDefault?.(selection.defaultCause, selection.reason);
  }
}

function factOf(router: string, question: CallQuestion, call: RoutedCall, tookMs: number): CallDecided {
  return {
    kind: 'CallDecided',
    decisionId: call.decisionId,
    callId: call.callId,
    router,
    trunk: question.trunk,
    ani: question.ani,
    dnis: question.dnis,
    callType: call.callType.name,
    queue: call.callType.queue,
    mode: question.mode,
    sipCallId: question.sipCallId,
    sites: call.selection.sites,
    isDefault: call.selection.isDefault,
    reason: call.selection.reason,
    candidates: call.selection.candidates,
    tookMs,
  };
}
