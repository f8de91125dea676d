import type { ContactRecord, DecisionRecord } from '../../kernel/record/contact-record.ts';
import type { DecisionRow } from './feed.ts';

/** The latest decisions, for the list beside the map. */
export class LiveDecisions {
  readonly #shown_max: number;
  readonly #rows = new Map<string, { callId: string; decision: DecisionRecord }>();
  readonly #changed = new Set<string>();

  constructor(shown_max: number) {
    this.#shown_max = shown_max;
  }

  take(record: ContactRecord): void {
    for (const decision of record.decisions) {
      const held = this.#rows.get(decision.decisionId)?.decision;
      const same =
        held &&
        held.known === decision.known &&
        held.outcome === decision.outcome &&
        held.passedOver.length === decision.passedOver.length;
      if (same || (!held && this.#isOlderThanAll(decision))) continue;
      this.#rows.set(decision.decisionId, { callId: record.callId, decision });
      this.#changed.add(decision.decisionId);
      if (this.#rows.size > this.#shown_max) this.#dropOldest();
    }
  }

  changed(): ReadonlySet<string> {
    return this.#changed;
  }

  settle(): void {
    this.#changed.clear();
  }

  /** Newest first. */
  ids(): string[] {
    return [...this.#rows.values()]
      .sort((a, b) => b.decision.decidedAt - a.decision.decidedAt)
      .map(({ decision }) => decision.decisionId);
  }

  row(decisionId: string, at: number): DecisionRow | undefined {
    const kept = this.#rows.get(decisionId);
    if (!kept) return undefined;
    const { decision, callId } = kept;
    return {
      decisionId,
      callId,
      decidedAt: decision.decidedAt,
      agoMs: Math.max(0, at - decision.decidedAt),
      router: decision.router,
      trunk: decision.trunk,
      ani: decision.ani,
      dnis: decision.dnis,
      callType: decision.callType,
      queue: decision.queue,
      mode: decision.mode,
      chosen: decision.sites[0] ?? '',
      sites: decision.sites,
      isDefault: decision.isDefault,
      reason: decision.reason,
      candidates: decision.candidates,
      tookMs: decision.tookMs,
      passedOver: decision.passedOver,
      outcome: decision.outcome,
      deliveredTo: decision.deliveredTo,
      source: `router/${decision.owner.process}`,
    };
  }

  #isOlderThanAll(decision: DecisionRecord): boolean {
    if (this.#rows.size < this.#shown_max) return false;
    for (const { decision: held } of this.#rows.values()) {
      if (held.decidedAt <= decision.decidedAt) return false;
    }
    return true;
  }

  #dropOldest(): void {
    let oldest: DecisionRecord | undefined;
    for (const { decision } of this.#rows.values()) {
      if (!oldest || decision.decidedAt < oldest.decidedAt) oldest = decision;
    }
    if (oldest) this.#rows.delete(oldest.decisionId);
  }
}
