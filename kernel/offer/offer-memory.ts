import type { Accept, Decline } from './message.ts';
import { answerKeptMs } from './times.ts';

/**
 * What a call's site remembers of offers (row 3), so that a repeat gets the first answer with its
 * first echo, a voided one is never taken, and an agent's old session is refused. Answers are kept
 * 10 s, and as long as their call is bound by them.
 */
export class OfferMemory {
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #voided = new Map<string, number>();
  readonly #epochs = new Map<string, number>();

  answerTo(offerId: string): StoredAnswer | undefined {
    return this.#answers.get(offerId);
  }

  keepAnswer(offerId: string, answer: StoredAnswer): void {
    this.#answers.set(offerId, answer);
  }

  keepVoid(offerId: string, nowMs: number): void {
    this.#voided.set(offerId, nowMs);
  }

  isVoided(offerId: string): boolean {
    return this.#voided.has(offerId);
  }

  /** True for an epoch below the highest seen of that agent; else it is the highest from now on. */
  isStaleEpoch(agentId: string, epoch: number): boolean {
    const highest = this.#epochs.get(agentId) ?? 0;
    if (epoch < highest) return true;
    this.#epochs.set(agentId, epoch);
    return false;
  }

  /** The agent's session ended at this very site: a provisional one may follow it here. */
  sessionEnded(agentId: string, epoch: number): void {
    if (this.#epochs.get(agentId) === epoch) this.#epochs.delete(agentId);
  }

  /** Oldest first, as maps keep the order of insertion: costs what it drops. */
  expire(nowMs: number, isBoundBy: (offerId: string, callId: string) => boolean): void {
    for (const [offerId, stored] of this.#answers) {
      if (nowMs - stored.atMs < answerKeptMs) break;
      this.#answers.delete(offerId);
      if (isBoundBy(offerId, stored.callId)) this.#answers.set(offerId, { ...stored, atMs: nowMs });
    }
    for (const [offerId, atMs] of this.#voided) {
      if (nowMs - atMs < answerKeptMs) break;
      this.#voided.delete(offerId);
    }
  }
}

export interface StoredAnswer {
  readonly answer: Accept | Decline;
  /** The call that it bound; empty for a Decline. */
  readonly callId: string;
  readonly atMs: number;
}
