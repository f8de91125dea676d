import type { AgentState, CallOutcome, Event, Fact } from '../event/fact.ts';

/**
 * Facts as a test tells them: one teller for each process and boot, which numbers its events from 1 on,
 * and the usual stories of a call in a line each.
 */
export class Teller {
  readonly process: string;
  readonly site: string;
  readonly boot: string;
  readonly ownerEpoch: number;
  #sequence = 0;

  constructor(process: string, options: { site?: string; boot?: string; ownerEpoch?: number } = {}) {
    this.process = process;
    this.site = options.site ?? process.split('.')[0]!;
    this.boot = options.boot ?? '1-aaaa';
    this.ownerEpoch = options.ownerEpoch ?? 1;
  }

  tell<F extends Fact>(atMs: number, fact: F): Event<F> {
    this.#sequence += 1;
    const id = { process: this.process, boot: this.boot, sequence: this.#sequence };
    return { id, site: this.site, ownerEpoch: this.ownerEpoch, atMs, fact };
  }

  decided(atMs: number, callId: string, sites: readonly string[], decisionId = `d-${callId}`) {
    return this.tell(atMs, {
      kind: 'CallDecided',
      decisionId,
      callId,
      router: this.process,
      trunk: 'carrier-1',
      ani: '13800000001',
      dnis: '4002',
      callType: 'service',
      queue: 'service',
      mode: 'proxy',
      sipCallId: `sip-${callId}`,
      sites,
      isDefault: false,
      reason: `${sites[0]} has 3 agents ready`,
      candidates: [],
      tookMs: 0.1,
    });
  }

  passedOver(atMs: number, callId: string, passedSite: string, decisionId = `d-${callId}`) {
    const cause = 'silent' as const;
    return this.tell(atMs, {
      kind: 'CallPassedOver',
      decisionId,
      callId,
      passedSite,
      cause,
      status: 0,
      afterMs: 500,
    });
  }

  decisionEnded(
    atMs: number,
    callId: string,
    outcome: 'delivered' | 'failed' | 'cancelled',
    deliveredTo = '',
    decisionId = `d-${callId}`,
  ) {
    const status = outcome === 'delivered' ? 200 : outcome === 'failed' ? 503 : 487;
    return this.tell(atMs, { kind: 'DecisionEnded', decisionId, callId, outcome, deliveredTo, status });
  }

  arrived(atMs: number, callId: string, ani = '13800000001') {
    return this.tell(atMs, {
      kind: 'CallArrived',
      callId,
      decisionId: `d-${callId}`,
      routedBy: 'router',
      trunk: 'carrier-1',
      ani,
      dnis: '4002',
      callType: 'service',
      sipCallId: `sip-${callId}`,
    });
  }

  answered(atMs: number, callId: string) {
    return this.tell(atMs, { kind: 'CallAnswered', callId });
  }

  queued(atMs: number, callId: string, queue = 'service') {
    return this.tell(atMs, { kind: 'CallQueued', callId, queue, priority: 5 });
  }

  bound(atMs: number, callId: string, agentId: string, offerId = `o-${agentId}`) {
    return this.tell(atMs, { kind: 'CallBound', callId, offerId, agentId, agentSite: this.site });
  }

  connected(atMs: number, callId: string, agentId: string, waitedMs = 0, offerId = `o-${agentId}`) {
    const agentSite = this.site;
    return this.tell(atMs, { kind: 'CallConnected', callId, offerId, agentId, agentSite, waitedMs });
  }

  requeued(
    atMs: number,
    callId: string,
    agentId: string,
    cause: 'no-answer' | 'leg-lost' | 'transfer',
    offerId = `o-${agentId}`,
  ) {
    return this.tell(atMs, { kind: 'CallRequeued', callId, offerId, agentId, cause });
  }

  held(atMs: number, callId: string, agentId: string) {
    return this.tell(atMs, { kind: 'CallHeld', callId, agentId });
  }

  retrieved(atMs: number, callId: string, agentId: string) {
    return this.tell(atMs, { kind: 'CallRetrieved', callId, agentId });
  }

  ended(atMs: number, callId: string, outcome: CallOutcome = 'answered', reason = 'normal') {
    const endedBy = outcome === 'abandoned' ? 'caller' : 'agent';
    return this.tell(atMs, { kind: 'CallEnded', callId, outcome, endedBy, q850: 16, reason });
  }

  signedIn(atMs: number, agentId: string, sessionEpoch = 1) {
    return this.tell(atMs, { kind: 'AgentSignedIn', agentId, sessionEpoch, by: 'phone' });
  }

  changed(atMs: number, agentId: string, from: AgentState, to: AgentState, sessionEpoch = 1) {
    const reason = '';
    return this.tell(atMs, {
      kind: 'AgentStateChanged',
      agentId,
      sessionEpoch,
      from,
      to,
      reason,
      callId: '',
    });
  }

  signedOut(atMs: number, agentId: string, sessionEpoch = 1) {
    return this.tell(atMs, { kind: 'AgentSignedOut', agentId, sessionEpoch, reason: 'unregistered' });
  }
}

/** A call that is routed, waits two seconds, talks ten, and ends. */
export function wholeCall(
  router: Teller,
  node: Teller,
  callId: string,
  from = 1000,
  agentId = 'bj-01',
): Event[] {
  return [
    router.decided(from, callId, [node.site]),
    node.arrived(from + 10, callId),
    node.answered(from + 12, callId),
    router.decisionEnded(from + 15, callId, 'delivered', node.site),
    node.queued(from + 100, callId),
    node.bound(from + 2000, callId, agentId),
    node.connected(from + 2100, callId, agentId, 2000),
    node.ended(from + 12_100, callId),
  ];
}
