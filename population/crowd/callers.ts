import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { Caller, type CallerParts } from '../callers/caller.ts';
import type { CallerPlan, CallerReport } from '../callers/caller-report.ts';
import { drawBetween } from '../callers/draw.ts';

export interface CallersCounts {
  /** Calls dialed, redials among them. */
  readonly placed: number;
  /** Placed and not over. */
  readonly open: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly failed: number;
  readonly noAudio: number;
  /** Cut off after the carrier's answer: the line went dead or was ended by no person. */
  readonly cut: number;
  /** Of those cut, callers who have dialed again. */
  readonly calledAgain: number;
  /** Of those, the ones who then heard an agent. */
  readonly answeredAgain: number;
  /** Arrivals that were not placed because `callersMax` were calling. */
  readonly notPlaced: number;
}

export interface CallersOptions {
  readonly callersMax: number;
  readonly redialMinMs: number;
  readonly redialMaxMs: number;
}

/**
 * Everybody who is calling. A caller who was cut off dials the same number again once, a moment later,
 * by another way if there is one.
 */
export class Callers {
  readonly #parts: CallerParts;
  readonly #random: Random;
  readonly #options: CallersOptions;
  readonly #open = new Set<Caller>();
  readonly #counts = {
    placed: 0,
    answered: 0,
    abandoned: 0,
    failed: 0,
    noAudio: 0,
    cut: 0,
    calledAgain: 0,
    answeredAgain: 0,
    notPlaced: 0,
  };
  #closed = false;

  constructor(parts: CallerParts, random: Random, options: CallersOptions) {
    this.#parts = parts;
    this.#random = random;
    this.#options = options;
  }

  /** False when the limit is reached. */
  place(plan: CallerPlan): boolean {
    return this.#place(plan, false);
  }

  counts(): CallersCounts {
    return { ...this.#counts, open: this.#open.size };
  }

  /** Everybody hangs up, and nobody calls again. */
  close(): void {
    this.#closed = true;
    for (const caller of [...this.#open]) caller.hangUp();
  }

  #place(plan: CallerPlan, again: boolean): boolean {
    if (this.#closed || this.#open.size >= this.#options.callersMax) {
      this.#counts.notPlaced += 1;
      return false;
    }
    const caller = new Caller(this.#parts, plan, (report) => {
      this.#open.delete(caller);
      this.#note(report, again);
    });
    this.#open.add(caller);
    this.#counts.placed += 1;
    if (again) this.#counts.calledAgain += 1;
    caller.start();
    return true;
  }

  #note(report: CallerReport, again: boolean): void {
    const { outcome, plan } = report;
    if (outcome === 'no-audio') this.#counts.noAudio += 1;
    else this.#counts[outcome] += 1;
    if (again && report.agentMs !== undefined) this.#counts.answeredAgain += 1;
    if (outcome !== 'cut' || again || this.#closed) return;
    const afterMs = drawBetween(this.#random, this.#options.redialMinMs, this.#options.redialMaxMs);
    const otherWay = [...plan.to.slice(1), ...plan.to.slice(0, 1)];
    this.#parts.timers.after(afterMs, () => this.#place({ ...plan, to: otherWay }, true));
  }
}

/** `first` before the others, which come in a random order. */
export function waysFrom(first: Address, all: readonly Address[], random: Random): Address[] {
  const others = all.filter((address) => address !== first);
  for (let i = others.length - 1; i > 0; i--) {
    const j = Math.floor(random.unit() * (i + 1));
    [others[i], others[j]] = [others[j]!, others[i]!];
  }
  return [first, ...others];
}
