import { compareIncarnations, type Incarnation } from '../site/state.ts';
import type { AgentSiteView } from './call-side.ts';
import type { OfferTimes } from './times.ts';

/** What goes over a link every 100 ms. */
export interface Beat {
  readonly incarnation: Incarnation;
  /** The sender's own time. */
  readonly sentMs: number;
  /** The latest `sentMs` of the receiver that the sender has, and the incarnation that sent it. */
  readonly echoMs: number;
  readonly echoOf: Incarnation;
}

export const nobody: Incarnation = { grant: 0, boot: 0 };

/**
 * What one site knows of one other: who it is now, which of its times came last, how old its own echo
 * is, and whether the pair backs off (row 20). All times are this site's own, but `echoMs`.
 */
export class SiteLink {
  readonly site: string;
  readonly times: OfferTimes;
  readonly isOwn: boolean;
  #incarnation: Incarnation;
  #peerTimeMs = 0;
  #ownEchoMs = Number.NEGATIVE_INFINITY;
  #backOffUntilMs = Number.NEGATIVE_INFINITY;
  #nextBackOffMs: number;

  /** With `ownIncarnation` it is the site's link to itself: always usable, an echo is now. */
  constructor(site: string, times: OfferTimes, ownIncarnation?: Incarnation) {
    this.site = site;
    this.times = times;
    this.isOwn = ownIncarnation !== undefined;
    this.#incarnation = ownIncarnation ?? nobody;
    this.#nextBackOffMs = times.backOffMinMs;
  }

  get incarnation(): Incarnation {
    return this.#incarnation;
  }

  /** `old`: of a lower incarnation, to be dropped. `new`: its old offers are void. */
  noteIncarnation(incarnation: Incarnation): 'old' | 'same' | 'new' {
    const order = compareIncarnations(incarnation, this.#incarnation);
    if (order < 0) return 'old';
    if (order === 0) return 'same';
    this.#incarnation = incarnation;
    this.#peerTimeMs = 0;
    return 'new';
  }

  /** Any message of the peer's present incarnation carries its time. */
  noteTime(sentMs: number): void {
    this.#peerTimeMs = Math.max(this.#peerTimeMs, sentMs);
  }

  noteEcho(beat: Beat, ownIncarnation: Incarnation): void {
    if (compareIncarnations(beat.echoOf, ownIncarnation) !== 0) return;
    this.#ownEchoMs = Math.max(this.#ownEchoMs, beat.echoMs);
  }

  beat(ownIncarnation: Incarnation, nowMs: number): Beat {
    return {
      incarnation: ownIncarnation,
      sentMs: nowMs,
      echoMs: this.#peerTimeMs,
      echoOf: this.#incarnation,
    };
  }

  ownEchoAgeMs(nowMs: number): number {
    return this.isOwn ? 0 : nowMs - this.#ownEchoMs;
  }

  isUsable(nowMs: number): boolean {
    return this.ownEchoAgeMs(nowMs) <= this.times.usableEchoMs;
  }

  isStale(nowMs: number): boolean {
    return this.ownEchoAgeMs(nowMs) > this.times.staleEchoMs;
  }

  /** Usable, and not backing off: calls and agents may be offered over it. */
  isOpen(nowMs: number): boolean {
    return this.isUsable(nowMs) && nowMs >= this.#backOffUntilMs;
  }

  view(nowMs: number): AgentSiteView {
    return {
      echoMs: this.isOwn ? nowMs : this.#peerTimeMs,
      ownEchoAgeMs: this.ownEchoAgeMs(nowMs),
      usable: this.isUsable(nowMs),
      incarnation: this.#incarnation,
      times: this.times,
    };
  }

  /** Row 20: how long to back off, doubling each time; `undefined` while it does already. */
  lapse(nowMs: number): number | undefined {
    if (this.isOwn || nowMs < this.#backOffUntilMs) return undefined;
    const forMs = this.#nextBackOffMs;
    this.#backOffUntilMs = nowMs + forMs;
    this.#nextBackOffMs = Math.min(this.times.backOffMaxMs, 2 * forMs);
    return forMs;
  }

  /** Row 20: Joined or JoinedAck came. */
  proven(): void {
    this.#nextBackOffMs = this.times.backOffMinMs;
    this.#backOffUntilMs = Number.NEGATIVE_INFINITY;
  }
}
